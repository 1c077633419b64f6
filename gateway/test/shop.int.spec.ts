/** A bug here would look like: an order that the next gateway's screens never see, sees a stranger, or is told twice after a kill. */
import {
  accepted,
  AVAILABILITY_NAMESPACE,
  ORDERS_NAMESPACE,
  refused,
  subjects,
  type Answer,
  type LiveOrders,
  type OrderState,
  type SyncReady,
} from "@printermaster/contracts";
import { io, type Socket } from "socket.io-client";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { limits } from "../src/guarding/domain/limits.ts";
import type { Gateway } from "../src/start-gateway.ts";
import { AT, COMPANY, jobState } from "./world/job-state.ts";
import { refusedUpgrade, TillClient } from "./world/till-client.ts";
import { startWire, type Wire } from "./world/wire.ts";
import {
  agentAuth,
  API_KEY,
  connected,
  next,
  startWorld,
  TENANT,
  type World,
} from "./world/world.ts";

const soon = { timeout: 8000 };
let world: World;
let other: Gateway;
let wire: Wire;
let owner: string;
let anna: string;
const sockets: Socket[] = [];
const tills: TillClient[] = [];

beforeAll(async () => {
  world = await startWorld();
  other = await world.openGateway("gw-2");
  wire = await startWire([world.port, other.port]);
  owner = await world.tokenOf("owner@acme.test");
  anna = await world.tokenOf("anna@acme.test");
});
afterAll(async () => {
  sockets.forEach((socket) => socket.disconnect());
  tills.forEach(({ socket }) => socket.terminate());
  wire.stop();
  await other.stop(AbortSignal.abort());
  await world.stop();
});

const orderState = (changes: Partial<OrderState> = {}): OrderState => ({
  orderId: "order1",
  externalId: "A-1",
  orderNumber: "1",
  company: COMPANY,
  branch: "north",
  kind: "takeaway",
  items: [{ name: "Soup", quantity: 1 }],
  status: "pending",
  paid: 0,
  createdBy: { kind: "pos", id: "till", name: "Till" },
  createdAt: new Date().toISOString(),
  updatedAt: new Date().toISOString(),
  facts: [{ key: "secretkey", hash: "secrethash" }],
  ...changes,
});
const store = (type: string, state: OrderState, data: object = {}) =>
  world.broker.storeShop(subjects.order(COMPANY, state.branch, state.orderId), type, {
    data,
    state,
  });
const storeNew = (state: OrderState) => store("OrderCreated", state, { items: state.items });

function open(namespace: string, token: string, url = world.url, more: object = {}) {
  const socket = io(url + namespace, {
    transports: ["websocket"],
    forceNew: true,
    reconnectionDelay: 50,
    reconnectionDelayMax: 200,
    auth: { token },
    ...more,
  });
  sockets.push(socket);
  return socket;
}
const ready = async (socket: Socket) => {
  await next(socket, "sync:ready");
  return socket;
};
const ask = <T>(socket: Socket, event: string, ...payload: unknown[]) =>
  socket.timeout(8000).emitWithAck(event, ...payload) as Promise<Answer<T>>;
function openTill(path = "", url = world.url) {
  const till = new TillClient(`${url}/ws/pos/${TENANT}${path}`, API_KEY);
  tills.push(till);
  return till;
}
const until = (till: TillClient, type: string, count = 1) =>
  expect.poll(() => till.ofType(type).length, soon).toBeGreaterThanOrEqual(count);

describe("/orders", () => {
  test("tells the screens of every gateway in the words of the older system", async () => {
    const screens = await Promise.all([
      ready(open(ORDERS_NAMESPACE, anna)),
      ready(open(ORDERS_NAMESPACE, anna, `http://127.0.0.1:${other.port}`)),
    ]);
    const told = screens.map((screen) => next(screen, "newOrder"));
    const sequence = await storeNew(orderState({ orderId: "told" }));
    for (const one of await Promise.all(told)) {
      expect(one).toMatchObject({
        type: "NEW_ORDER",
        data: { id: "told", orderNumber: "1", branchId: "north" },
        sequence,
      });
      expect(JSON.stringify(one)).not.toContain("secret");
    }
    const events = ["orderStatusUpdate", "orderCancelled", "driverUpdate", "paymentReceived"];
    const further = Promise.all(events.map((event) => next(screens[1], event)));
    const driver = { name: "Dana", status: "assigned" } as const;
    const payment = { amount: 5, currency: "EUR", method: "cash" };
    await store("OrderStatusChanged", orderState({ orderId: "told", status: "ready", driver }), {
      from: "pending",
      to: "ready",
    });
    await store("OrderCancelled", orderState({ orderId: "told", status: "cancelled" }), {
      from: "ready",
      reason: "sold out",
    });
    await store("OrderDriverUpdated", orderState({ orderId: "told" }), { driver });
    await store("OrderPaymentReceived", orderState({ orderId: "told", paid: 5 }), { payment });
    expect(await further).toMatchObject([
      { data: { previousStatus: "pending", newStatus: "ready", driverInfo: driver } },
      { data: { reason: "sold out", cancelledAt: AT } },
      { data: { driverInfo: driver } },
      { data: { payment, paid: 5 } },
    ]);
  });

  test("tells nobody of another branch, and lets nobody into one", async () => {
    const screen = await ready(open(ORDERS_NAMESPACE, anna));
    const heard: unknown[] = [];
    screen.onAny((event) => heard.push(event));
    for (const choice of [{ branchId: "south" }, "south"])
      expect(await ask(screen, "joinBranch", choice)).toMatchObject({
        error: { code: "forbidden" },
      });
    expect(await ask(screen, "requestLiveOrders", "south")).toMatchObject({
      error: { code: "forbidden" },
    });
    await storeNew(orderState({ orderId: "foreign", branch: "south" }));
    await storeNew(orderState({ orderId: "own" }));
    await expect.poll(() => heard, soon).toEqual(["newOrder"]);
  });

  test("is left and joined as older clients do it, by a plain id and without an acknowledgement", async () => {
    const screen = await ready(open(ORDERS_NAMESPACE, anna));
    const left = next(screen, "leftBranch");
    screen.emit("leaveBranch", "north");
    expect(await left).toEqual({ branchId: "north" });
    const joined = next(screen, "joinedBranch");
    screen.emit("joinBranch", "north");
    expect(await joined).toEqual({ branchId: "north" });
    const told = next(screen, "newOrder");
    await storeNew(orderState({ orderId: "again" }));
    expect(await told).toMatchObject({ data: { id: "again" } });
  });

  test("answers with the open orders as the log has them at that moment", async () => {
    const screen = await ready(open(ORDERS_NAMESPACE, owner));
    const state = orderState({ orderId: "live1", branch: "south" });
    const live = async () => {
      const answer = await ask<{ branches: LiveOrders[] }>(screen, "requestLiveOrders", {
        branchId: "south",
      });
      if (!answer.ok) throw new Error(answer.error.code);
      return answer.value.branches[0]!.orders.map(({ orderId, status }) => `${orderId} ${status}`);
    };
    await storeNew(state);
    expect(await live()).toContain("live1 pending");
    const moved = { from: "pending", to: "ready" };
    await store("OrderStatusChanged", { ...state, status: "ready" }, moved);
    expect(await live()).toContain("live1 ready");
    await store("OrderStatusChanged", { ...state, status: "completed" }, moved);
    expect(await live()).not.toContain("live1 completed");
    const headers = { authorization: `Bearer ${owner}` };
    const http = await world.call("/v1/orders/live", { headers });
    const { branches } = (await http.json()) as { branches: LiveOrders[] };
    expect(branches.map(({ branchId }) => branchId).sort()).toEqual(["north", "south"]);
    const plain = next(screen, "liveOrders");
    screen.emit("requestLiveOrders");
    expect(await plain).toMatchObject({ orders: expect.any(Array) });
  });

  test("and /availability let no agent in", async () => {
    for (const namespace of [ORDERS_NAMESPACE, AVAILABILITY_NAMESPACE]) {
      const socket = open(namespace, "", world.url, { auth: agentAuth(), reconnection: false });
      await expect(connected(socket)).rejects.toThrow("forbidden");
    }
  });

  test(
    "misses nothing and doubles nothing when a gateway is killed",
    { timeout: 60_000 },
    async () => {
      const followers = Array.from({ length: 20 }, () => {
        const heard: number[] = [];
        const synced: SyncReady[] = [];
        const socket = open(ORDERS_NAMESPACE, anna, wire.url);
        socket.on("newOrder", ({ sequence }: { sequence: number }) => heard.push(sequence));
        socket.on("sync:ready", (one: SyncReady) => synced.push(one));
        return { heard, synced, socket };
      });
      for (const { synced } of followers) await expect.poll(() => synced.length, soon).toBe(1);
      expect(wire.connections(other.port)).toBeGreaterThan(5);
      const stored: number[] = [];
      for (let n = 0; n < 200; n++) {
        stored.push(await storeNew(orderState({ orderId: `kill${n}` })));
        if (n === 80) wire.kill(other.port);
      }
      for (const { heard } of followers) {
        await expect.poll(() => heard.at(-1), soon).toBe(stored.at(-1));
        expect(heard).toEqual(stored);
      }
      expect(
        followers.filter(({ synced }) => synced.some((s) => s.recovered)).length,
      ).toBeGreaterThan(5);
      wire.revive(other.port);
    },
  );
});

describe("/availability", () => {
  const item = {
    itemId: "item1",
    company: COMPANY,
    branch: "north",
    externalId: "soup",
    kind: "product",
    name: "Soup",
    available: true,
    stock: 2,
    lowAt: 3,
    level: "low",
    updatedAt: AT,
  } as const;
  const subject = subjects.availability(COMPANY, "north", "item1");

  test("tells of an item, of many at once, and of what runs out", async () => {
    const screen = await ready(open(AVAILABILITY_NAMESPACE, anna));
    const heard: string[] = [];
    screen.onAny((event: string) => heard.push(event));
    const [update, alert] = [next(screen, "availabilityUpdate"), next(screen, "stockAlert")];
    const state = { ...item, facts: [] };
    await world.broker.storeShop(subject, "ItemAvailabilityChanged", {
      data: { alert: "low" },
      state,
    });
    expect(await update).toMatchObject({
      data: { connectedId: "soup", connectedType: "product", isInStock: true, stockLevel: 2 },
    });
    expect(await alert).toMatchObject({
      data: { alertType: "low_stock", currentStock: 2, threshold: 3, priority: "medium" },
    });
    const bulk = next(screen, "bulkAvailabilityUpdate");
    const out = { ...state, stock: 0, level: "out" };
    const data = { alert: "out", together: "list1" };
    await world.broker.storeShop(subject, "ItemAvailabilityChanged", { data, state: out });
    const list = subjects.availability(COMPANY, "north", "list1");
    await world.broker.storeShop(list, "ItemsChanged", { hash: "h", items: [item] });
    expect(await bulk).toMatchObject({ count: 1, data: [{ connectedId: "soup" }] });
    expect(heard).toEqual([
      "availabilityUpdate",
      "stockAlert",
      "stockAlert",
      "newAlert",
      "bulkAvailabilityUpdate",
    ]);
  });

  test("answers a ping, with an acknowledgement or without", async () => {
    const screen = await ready(open(AVAILABILITY_NAMESPACE, anna));
    expect(await ask(screen, "ping")).toMatchObject({ ok: true });
    const pong = next(screen, "pong");
    screen.emit("ping");
    expect(await pong).toMatchObject({ timestamp: expect.any(String) });
  });
});

describe("HTTP", () => {
  const order = { externalId: "B-1", items: [{ name: "Soup", quantity: 1 }] };
  const headers = (token: string, key?: string) => ({
    ...(token === API_KEY ? { "x-api-key": token } : { authorization: `Bearer ${token}` }),
    ...(key === undefined ? {} : { "idempotency-key": key }),
  });
  beforeAll(() => {
    world.broker.on("create-order", ({ body }) => {
      const { idempotencyKey } = body as { idempotencyKey: string };
      if (idempotencyKey === "used") return refused("key-reused");
      const { facts: _, ...told } = orderState({ orderId: "made" });
      return accepted({ order: told, replayed: idempotencyKey === "again" });
    });
    world.broker.on("change-order", () => {
      const { facts: _, ...told } = orderState({ orderId: "made", status: "ready" });
      return accepted({ order: told, replayed: false });
    });
    world.broker.on("set-availability", () => accepted({ items: [], replayed: false }));
  });

  test("a till tells of an order by its key, with the branch that is the key's", async () => {
    const made = await world.post("/v1/orders", order, headers(API_KEY, "k1"));
    expect(made.status).toBe(201);
    expect(made.headers.get("location")).toBe("/v1/orders/made");
    expect(world.broker.heardOf("create-order").at(-1)).toMatchObject({
      company: COMPANY,
      branch: "north",
      body: { idempotencyKey: "k1", toldBy: { kind: "pos" }, order: { externalId: "B-1" } },
    });
    const again = await world.post("/v1/orders", order, headers(API_KEY, "again"));
    expect([again.status, again.headers.get("idempotency-replayed")]).toEqual([200, "true"]);
  });

  test.each<[string, () => Promise<Response>, number, string]>([
    [
      "without a key",
      () => world.post("/v1/orders", order, headers(anna)),
      400,
      "idempotency-key-missing",
    ],
    [
      "without items",
      () => world.post("/v1/orders", { items: [] }, headers(anna, "k")),
      400,
      "invalid-payload",
    ],
    [
      "of a used key",
      () => world.post("/v1/orders", order, headers(anna, "used")),
      422,
      "key-reused",
    ],
    [
      "of another branch",
      () => world.post("/v1/orders", { ...order, branchId: "south" }, headers(anna, "k")),
      403,
      "forbidden",
    ],
    [
      "without a credential",
      () => world.post("/v1/orders", order, { "idempotency-key": "k" }),
      401,
      "unauthenticated",
    ],
    [
      "about nothing",
      () => world.post("/v1/orders/none/events", { type: "cancelled" }, headers(anna, "k")),
      404,
      "unknown-order",
    ],
    [
      "about no id",
      () => world.post("/v1/orders/a.b/events", { type: "cancelled" }, headers(anna, "k")),
      404,
      "unknown-order",
    ],
    [
      "about no items",
      () => world.post("/v1/availability", { items: [] }, headers(anna, "k")),
      400,
      "invalid-payload",
    ],
  ])("what is told %s is refused", async (_what, post, status, code) => {
    const response = await post();
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ code });
  });

  test("an order is read and changed by those of its branch only", async () => {
    await storeNew(orderState({ orderId: "south1", branch: "south" }));
    await storeNew(orderState({ orderId: "north1" }));
    const read = (id: string) => world.call(`/v1/orders/${id}`, { headers: headers(anna) });
    expect((await read("south1")).status).toBe(404);
    expect(await (await read("north1")).json()).toMatchObject({ order: { orderId: "north1" } });
    const change = { type: "status-changed", status: "ready" };
    const foreign = await world.post("/v1/orders/south1/events", change, headers(anna, "c1"));
    expect(foreign.status).toBe(404);
    const own = await world.post("/v1/orders/north1/events", change, headers(anna, "c1"));
    expect(own.status).toBe(200);
    expect(world.broker.heardOf("change-order")).toHaveLength(1);
    const live = await world.call("/v1/orders/live?branchId=south", { headers: headers(anna) });
    expect(live.status).toBe(403);
  });

  test("availability is told of one item or of many", async () => {
    const items = [{ externalId: "soup", stock: 3 }];
    const told = await world.post("/v1/availability", { items }, headers(API_KEY, "a1"));
    expect(told.status).toBe(200);
    expect(world.broker.heardOf("set-availability").at(-1)?.body).toMatchObject({ items });
  });

  test("says to a point of sale of the older kind that sockets are served", async () => {
    const health = await world.call("/health");
    expect(await health.json()).toEqual({ status: "ok", service: "WebSocket Server" });
  });
});

describe("a till", () => {
  test("is greeted with its tenant and answered, by any gateway", async () => {
    for (const url of [world.url, `http://127.0.0.1:${other.port}`]) {
      const till = openTill("", url);
      await until(till, "sync:ready");
      expect(till.said[0]).toMatchObject({
        type: "connected",
        tenant: TENANT,
        branches: [{ id: "north" }],
      });
      till.send({ type: "ping" });
      await until(till, "pong");
    }
  });

  test("of another tenant, a wrong key or none is refused before it is let in", async () => {
    const at = (tenant: string) => `${world.url}/ws/pos/${tenant}`;
    const key = { "x-api-key": API_KEY };
    expect(await refusedUpgrade(at(TENANT), {})).toMatchObject({ status: 401 });
    expect(await refusedUpgrade(at(TENANT), { "x-api-key": "wrong" })).toMatchObject({
      status: 401,
    });
    expect(await refusedUpgrade(at("nobody"), key)).toMatchObject({
      status: 404,
      body: { code: "unknown-tenant" },
    });
  });

  test("tells facts and prints, each answered with its id or a code", async () => {
    world.broker.on("submit", () => accepted({ job: jobState(), replayed: false }));
    const till = openTill();
    await until(till, "sync:ready");
    const order = { externalId: "P-1", items: [{ name: "Soup", quantity: 2 }] };
    const document = { kind: "text", text: "Two soups" };
    till.send({ type: "order_created", id: "1", order });
    till.send({ type: "order_updated", id: "2", externalId: "P-1", status: "ready" });
    till.send({
      type: "payment_received",
      id: "3",
      externalId: "P-1",
      payment: { amount: 1, currency: "EUR", method: "cash" },
    });
    till.send({ type: "availability_updated", id: "4", items: [{ externalId: "soup", stock: 1 }] });
    till.send({ type: "print", id: "5", printerId: "bar", document });
    till.send({ type: "live_orders", id: "6" });
    till.send({ type: "order_created", order });
    till.send({ type: "order_updated", id: "8", status: "ready" });
    till.send({ type: "order_created", id: "9", branchId: "south", order });
    till.send({ type: "order_updated", id: "10", orderId: "south1", status: "ready" });
    for (const id of ["1", "2", "3", "4", "5", "6"]) {
      await expect.poll(() => till.answerTo(id), soon).toMatchObject({ type: "ack" });
    }
    await until(till, "error", 4);
    expect(till.ofType("error").map(({ error }) => (error as { code: string }).code)).toEqual([
      "idempotency-key-missing",
      "invalid-payload",
      "forbidden",
      "unknown-order",
    ]);
    expect(world.broker.heardOf("submit").at(-1)).toMatchObject({
      branch: "north",
      body: { idempotencyKey: "5", submittedBy: { kind: "pos" } },
    });
  });

  test("is told of orders, payments and prints, and of what it missed when it comes back", async () => {
    const till = openTill();
    await until(till, "sync:ready");
    await storeNew(orderState({ orderId: "seen" }));
    await world.broker.storeJob("PrintCompleted", jobState({ jobId: "j1", status: "completed" }));
    await until(till, "print_result");
    expect(till.ofType("print_result")[0]).toMatchObject({ jobId: "j1", success: true });
    const { offset } = till.said.at(-1)!;
    till.socket.terminate();
    const payment = { amount: 5, currency: "EUR", method: "cash" };
    await storeNew(orderState({ orderId: "missed" }));
    await storeNew(orderState({ orderId: "foreign2", branch: "south" }));
    await store("OrderPaymentReceived", orderState({ orderId: "missed" }), { payment });
    const back = openTill(`?since=${offset}`, `http://127.0.0.1:${other.port}`);
    await until(back, "sync:ready");
    expect(back.said.map(({ type, orderId }) => [type, orderId])).toEqual([
      ["connected", undefined],
      ["order_created", "missed"],
      ["payment_received", "missed"],
      ["sync:ready", undefined],
    ]);
    expect(back.ofType("sync:ready")[0]).toMatchObject({ recovered: true, replayed: 2 });
    const lost = openTill("?since=nonsense");
    await until(lost, "sync:required");
    expect(lost.ofType("sync:required")[0]).toMatchObject({ reason: "unknown" });
  });

  test("whose key is revoked is closed on every gateway within two seconds", async () => {
    const headers = { authorization: `Bearer ${owner}` };
    const made = await world.post(
      "/v1/api-keys",
      { name: "Lost till", branches: ["north"] },
      headers,
    );
    const { apiKey, key } = (await made.json()) as { apiKey: { id: string }; key: string };
    const lost = [world.port, other.port].map((port) => {
      const till = new TillClient(`http://127.0.0.1:${port}/ws/pos/${TENANT}`, key);
      tills.push(till);
      return till;
    });
    for (const till of lost) await until(till, "sync:ready");
    await world.post(`/v1/api-keys/${apiKey.id}/revoke`, {}, headers);
    const began = performance.now();
    for (const till of lost) await expect.poll(() => till.closedWith, soon).toBe(4401);
    expect(performance.now() - began).toBeLessThan(2000);
  });

  test("that says too much, or too deep a thing, is answered with a code and stays", async () => {
    const till = openTill();
    await until(till, "sync:ready");
    till.send(`{"type":"ping","id":"deep","more":${"[".repeat(40)}${"]".repeat(40)}}`);
    await until(till, "error");
    expect(till.ofType("error")[0]).toMatchObject({ error: { code: "invalid-payload" } });
    const pings = (count: number) => {
      for (let n = 0; n < count; n++) till.send({ type: "ping" });
    };
    pings(limits.control.socket?.burst ?? Number.NaN);
    const codes = () => {
      // More than a bucket gets back meanwhile, on a slow machine as well.
      pings(20);
      return till.ofType("error").map(({ error }) => (error as { code: string }).code);
    };
    await expect.poll(codes, soon).toContain("too-many-requests");
    expect(till.closedWith).toBeUndefined();
  });

  test("is counted with the other connections of its key, until it is gone", async () => {
    const settings = { PM_CONNECTIONS_PER_USER: 1 };
    const strict = await world.openGateway("gw-strict", world.broker.url, settings);
    const url = `http://127.0.0.1:${strict.port}`;
    const till = openTill("", url);
    await until(till, "sync:ready");
    const again = () =>
      refusedUpgrade(`${url}/ws/pos/${TENANT}`, { "x-api-key": API_KEY }).catch(() => "let in");
    expect(await again()).toMatchObject({ status: 429, body: { code: "too-many-connections" } });
    till.socket.close();
    await expect.poll(again, soon).toBe("let in");
    await strict.stop(AbortSignal.abort());
  });

  test("is shown to who watches what goes on, by its name and never its words", async () => {
    const till = openTill();
    await until(till, "sync:ready");
    const ended = new AbortController();
    const watched = await world.call("/v1/admin/socket-logs?name=live_orders", {
      headers: { authorization: `Bearer ${owner}` },
      signal: ended.signal,
    });
    let text = "";
    void (async () => {
      for await (const chunk of watched.body!.pipeThrough(new TextDecoderStream())) text += chunk;
    })().catch(() => undefined);
    await expect
      .poll(() => (till.send({ type: "live_orders", secret: "words" }), text), soon)
      .toContain('"peer":"pos Till"');
    expect(text).not.toContain("words");
    ended.abort();
  });

  test("is told to move before its gateway stops, and closed so that it comes back", async () => {
    const stopping = await world.openGateway("gw-3", world.broker.url, { PM_DRAIN_MS: 4000 });
    const till = openTill("", `http://127.0.0.1:${stopping.port}`);
    const mover = openTill("", `http://127.0.0.1:${stopping.port}`);
    await until(till, "sync:ready");
    await until(mover, "sync:ready");
    const stopped = stopping.stop(new AbortController().signal);
    await until(mover, "server:draining");
    mover.socket.close();
    await expect.poll(() => till.closedWith, { timeout: 30_000 }).toBe(1012);
    expect(till.ofType("server:draining")).toHaveLength(1);
    await stopped;
  }, 40_000);
});

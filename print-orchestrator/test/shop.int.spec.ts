/** A bug here would look like: a fact that counts twice, is lost between two tellers, or is told to nobody. */
import { headers as natsHeaders } from "@nats-io/transport-node";
import {
  LIVE,
  parseEventSubject,
  StoredItemEvent,
  StoredItemsEvent,
  StoredOrderEvent,
  subjects,
  type Answer,
  type AvailabilityTold,
  type OrderTold,
  type ShopVerb,
} from "@printermaster/contracts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { answerShop } from "../src/answer-shop.ts";
import { log, newId, startBroker, type Broker } from "./broker.ts";

let broker: Broker;
beforeAll(async () => (broker = await startBroker()));
afterAll(() => broker.stop());

const tell = <T>(verb: ShopVerb, body: unknown, headers = natsHeaders()) =>
  answerShop(
    { shop: broker.shop, room: broker.jobs.room, log },
    { subject: subjects.shopCommand("demo", "oldtown", verb, "c1"), headers, body },
  ) as Promise<Answer<T>>;
const create = (idempotencyKey: string, over: object = {}) =>
  tell<OrderTold>("create-order", {
    idempotencyKey,
    order: { externalId: `A/${idempotencyKey}`, items: [{ name: "Soup", quantity: 1 }], ...over },
  });
const change = (idempotencyKey: string, externalId: string, change: object) =>
  tell<OrderTold>("change-order", { idempotencyKey, externalId, change });
const idOf = (answer: Answer<OrderTold>) => (answer.ok ? answer.value.order.orderId : "refused");

/** What gateways hear of one subject, from now on. */
function hear(subject: string) {
  const heard: { type: string | undefined; body: unknown }[] = [];
  broker.connection.subscribe(LIVE + subject, {
    callback: (_error, message) => {
      heard.push({ type: message.headers?.get("Pm-Type"), body: message.json() });
    },
  });
  return heard;
}

describe("an order", () => {
  it("told over NATS is stored, heard by gateways, and answered with an id of ours", async () => {
    const heard = hear(subjects.ordersOfBranch("demo", "oldtown"));
    await broker.connection.flush();
    const answer = await create("k1", { externalId: "Tisch 4 / №7", orderNumber: "7" });
    expect(answer).toMatchObject({
      ok: true,
      value: {
        replayed: false,
        order: { externalId: "Tisch 4 / №7", orderNumber: "7", status: "pending" },
      },
    });
    expect(JSON.stringify(answer)).not.toContain("facts");
    expect(idOf(answer)).toMatch(/^[a-z2-7]{26}$/);
    await expect.poll(() => heard.length).toBe(1);
    expect(heard[0]?.type).toBe("OrderCreated");
    expect(StoredOrderEvent.parse(heard[0]?.body).state.orderId).toBe(idOf(answer));
  });

  it("told twice, also by two at once, is one", async () => {
    const answers = await Promise.all(Array.from({ length: 8 }, () => create("twice")));
    expect(new Set(answers.map(idOf)).size).toBe(1);
    const first = answers.filter((answer) => answer.ok && !answer.value.replayed);
    expect(first).toHaveLength(1);
    expect(await create("twice", { note: "another" })).toMatchObject({
      ok: false,
      error: { code: "key-reused" },
    });
  });

  it("takes each of many payments that come at once exactly once", async () => {
    await create("paid");
    const payment = {
      type: "payment-received",
      payment: { amount: 100, currency: "EUR", method: "cash" },
    };
    const keys = ["p1", "p2", "p3", "p4", "p1", "p2"];
    const answers = await Promise.all(keys.map((key) => change(key, "A/paid", payment)));
    expect(answers.every(({ ok }) => ok)).toBe(true);
    const last = await change("p1", "A/paid", payment);
    expect(last).toMatchObject({ ok: true, value: { replayed: true, order: { paid: 400 } } });
  });

  it("goes on from where its last readable event left it", async () => {
    const created = await create("torn");
    const subject = subjects.order("demo", "oldtown", idOf(created));
    const known = await broker.shop.shop.order(
      { company: "demo", branch: "oldtown" },
      idOf(created),
    );
    await broker.streams.append("SHOP_EVT_V1", {
      subject,
      id: newId(),
      body: { torn: true },
      headers: {},
      expected: known.sequence,
    });
    const moved = await change("m1", "A/torn", { type: "status-changed", status: "ready" });
    expect(moved).toMatchObject({ ok: true, value: { order: { status: "ready" } } });
  });

  it.each<[string, ShopVerb, unknown, string]>([
    [
      "without items",
      "create-order",
      { idempotencyKey: "x", order: { items: [] } },
      "invalid-payload",
    ],
    [
      "of nobody",
      "change-order",
      { idempotencyKey: "x", externalId: "none", change: { type: "cancelled" } },
      "unknown-order",
    ],
    [
      "named twice",
      "change-order",
      { idempotencyKey: "x", externalId: "a", orderId: "b", change: { type: "cancelled" } },
      "invalid-payload",
    ],
    [
      "of an unknown fact",
      "change-order",
      { idempotencyKey: "x", orderId: "b", change: { type: "eaten" } },
      "invalid-payload",
    ],
    ["in a body that is not JSON", "create-order", undefined, "malformed-json"],
    ["of a verb that does not exist", "eat-order" as ShopVerb, {}, "unknown-verb"],
    [
      "that is too large for the log",
      "create-order",
      {
        idempotencyKey: "x",
        order: {
          items: Array.from({ length: 100 }, () => ({
            name: "Soup".repeat(30),
            quantity: 1,
            note: "hot".repeat(60),
          })),
        },
      },
      "facts-too-large",
    ],
  ])("%s is refused", async (_what, verb, body, code) => {
    expect(await tell(verb, body)).toMatchObject({ ok: false, error: { code } });
  });

  it("of another company's slot, or asked for long ago, is refused", async () => {
    const subject = subjects.shopCommand("demo", "oldtown", "create-order", "c1");
    const deps = { shop: broker.shop, room: broker.jobs.room, log };
    const foreign = subject.replace(/^shop\.v1\.../, "shop.v1.zz");
    const answer = await answerShop(deps, { subject: foreign, headers: undefined, body: {} });
    expect(answer).toMatchObject({ error: { code: "invalid-subject" } });
    const old = natsHeaders();
    old.set("Pm-Expires", String(Date.now() - 60_000));
    expect(await tell("create-order", {}, old)).toMatchObject({ error: { code: "no-answer" } });
  });
});

describe("what a branch can sell", () => {
  const set = (idempotencyKey: string, ...items: object[]) =>
    tell<AvailabilityTold>("set-availability", { idempotencyKey, items });

  it("told of one item is one event, with its alert", async () => {
    const heard = hear(subjects.availabilityOfBranch("demo", "oldtown"));
    await broker.connection.flush();
    await set("a1", { externalId: "soup", name: "Soup", stock: 9, lowAt: 3 });
    const low = await set("a2", { externalId: "soup", stock: 2 });
    expect(low).toMatchObject({ ok: true, value: { replayed: false, items: [{ level: "low" }] } });
    expect(await set("a2", { externalId: "soup", stock: 2 })).toMatchObject({
      value: { replayed: true },
    });
    await expect.poll(() => heard.length).toBe(2);
    expect(heard.map(({ body }) => StoredItemEvent.parse(body).data.alert)).toEqual([
      undefined,
      "low",
    ]);
  });

  it("told of many at once is an event for each, and then the list; again, it is the same", async () => {
    const heard = hear(subjects.availabilityOfBranch("demo", "oldtown"));
    await broker.connection.flush();
    const many = ["bread", "wine", "olives"].map((externalId) => ({ externalId, stock: 0 }));
    const answer = await set("b1", ...many);
    expect(answer).toMatchObject({ ok: true, value: { replayed: false } });
    await expect.poll(() => heard.length).toBe(4);
    expect(heard.map(({ type }) => type)).toEqual([
      ...many.map(() => "ItemAvailabilityChanged"),
      "ItemsChanged",
    ]);
    expect(StoredItemsEvent.parse(heard[3]?.body).items).toHaveLength(3);
    expect(await set("b1", ...many)).toMatchObject({ ok: true, value: { replayed: true } });
    expect(await set("b1", many[0]!, many[1]!)).toMatchObject({ error: { code: "key-reused" } });
  });

  it("half told by somebody who died is told to the end by the repetition", async () => {
    const items = [
      { externalId: "half1", stock: 1 },
      { externalId: "half2", stock: 1 },
    ];
    const dying = {
      ...broker.shop,
      shop: { ...broker.shop.shop, appendList: () => Promise.reject(new Error("died")) },
    };
    const subject = subjects.shopCommand("demo", "oldtown", "set-availability", "c1");
    const body = { idempotencyKey: "c1", items };
    const request = { subject, headers: undefined, body };
    const room = broker.jobs.room;
    expect(await answerShop({ shop: dying, room, log }, request)).toMatchObject({
      error: { code: "storage-unavailable" },
    });
    expect(await set("c1", ...items)).toMatchObject({ ok: true, value: { items: [{}, {}] } });
  });

  it("names each item once", async () => {
    const twice = { externalId: "soup", stock: 1 };
    expect(await set("d1", twice, twice)).toMatchObject({ error: { code: "invalid-payload" } });
  });
});

it("a stored fact names its branch by its subject", () => {
  const subject = subjects.order("demo", "oldtown", "o1");
  expect(parseEventSubject(subject)).toMatchObject({ kind: "order", branch: "oldtown", id: "o1" });
});

/** A bug here would look like: a till that hangs in its upgrade, a process that ends with it, or Socket.IO broken beside it. */
import { createServer, type Server } from "node:http";
import { connect, type AddressInfo } from "node:net";
import { accepted, refused, type Answer } from "@printermaster/contracts";
import { createLog } from "@printermaster/runtime";
import { Server as SocketIo } from "socket.io";
import { io } from "socket.io-client";
import { afterEach, describe, expect, test } from "vitest";
import { WebSocket } from "ws";
import type { PosPrincipal } from "../src/domain/principal.ts";
import { packetGate } from "../src/guarding/app/packet-gate.ts";
import { MOST_TILLS_OF_KEY, tillEntrance } from "../src/pos/adapters/till-entrance.ts";
import { Till } from "../src/pos/adapters/till.ts";
import { Tills } from "../src/pos/adapters/tills.ts";
import { openEntrance } from "../src/sockets/entrance.ts";
import { refusedUpgrade, TillClient } from "./world/till-client.ts";

const pos: PosPrincipal = {
  kind: "pos",
  id: "key1",
  name: "Till",
  company: "acme",
  companyName: "Acme",
  tenant: "kitchen",
  branches: [{ id: "north", name: "North" }],
};
const wait = (ms: number) => new Promise((done) => setTimeout(done, ms));

let http: Server;
let tills: Tills;
let url: string;
const clients: TillClient[] = [];
afterEach(() => {
  for (const { socket } of clients.splice(0)) socket.terminate();
  tills.stop();
  http.closeAllConnections();
  http.close();
});

interface Door {
  readonly admit?: (tenant: string, key: string) => Promise<Answer<PosPrincipal>>;
  readonly openTills?: () => number;
  readonly isOpen?: () => boolean;
}

async function open({ admit = async () => accepted(pos), openTills, isOpen }: Door = {}) {
  http = createServer((_request, response) => response.end("api"));
  const engineServer = new SocketIo({ transports: ["websocket", "polling"] });
  engineServer.attach(createServer());
  engineServer.of("/").on("connection", (socket) => socket.on("echo", (x, cb) => cb(x)));
  const { engine } = engineServer as unknown as {
    engine: { handleRequest: never; handleUpgrade: (...all: unknown[]) => void };
  };
  tills = new Tills(() => new Date());
  const echo = async (type: string, message: unknown) => accepted({ type, message });
  const gate = () =>
    packetGate({ now: () => performance.now(), times: 1, tooMuch: () => undefined });
  const route = tillEntrance({
    admit,
    openTills: openTills ?? (() => 0),
    isOpen: isOpen ?? (() => true),
    welcome: (principal, socket) =>
      tills.add(new Till(`t${Math.random()}`, principal, socket, echo, gate())),
    newId: () => "c1",
    log: createLog("test", "test", "silent"),
  });
  const socketIo = {
    request: (engine as unknown as { handleRequest: () => void }).handleRequest.bind(engine),
    upgrade: engine.handleUpgrade.bind(engine),
  };
  openEntrance(http, socketIo, [route]);
  await new Promise<void>((listening) => http.listen(0, "127.0.0.1", listening));
  url = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
}

function till(path = "/ws/pos/kitchen", options = {}) {
  const client = new TillClient(url + path, "secret", options);
  clients.push(client);
  return client;
}
const opened = ({ socket }: TillClient) =>
  expect.poll(() => socket.readyState, { timeout: 10_000 }).toBe(WebSocket.OPEN);
const key = { "X-API-Key": "secret" };

describe("an upgrade", () => {
  test("of any tenant is let in beside Socket.IO, without compression", async () => {
    await open();
    const one = till("/ws/pos/kitchen?since=1", { perMessageDeflate: true });
    const other = till("/ws/pos/other-tenant");
    await Promise.all([opened(one), opened(other)]);
    expect(one.socket.extensions).toBe("");
    for (const transports of [["websocket"], ["polling"], ["polling", "websocket"]]) {
      const socket = io(url, { transports, forceNew: true });
      expect(await socket.timeout(5000).emitWithAck("echo", 7)).toBe(7);
      socket.disconnect();
    }
    expect(one.socket.readyState).toBe(WebSocket.OPEN);
  });

  test("waits for an admission that takes longer than a second", async () => {
    await open({ admit: async () => (await wait(1500), accepted(pos)) });
    await opened(till());
  });

  test.each([
    ["/ws/pos", 404, "unknown-route"],
    ["/ws/pos/", 404, "unknown-route"],
    ["/ws/pos/kitchen/more", 404, "unknown-route"],
  ])("to %s is refused with %i", async (path, status, code) => {
    await open();
    const refusal = await refusedUpgrade(url + path, key);
    expect(refusal).toMatchObject({ status, body: { code, status } });
    expect(refusal.headers["content-type"]).toBe("application/problem+json");
  });

  test.each([
    ["unauthenticated", 401],
    ["forbidden", 403],
    ["unknown-tenant", 404],
  ] as const)("that the admission calls %s is refused with %i", async (code, status) => {
    await open({ admit: async () => refused(code) });
    expect(await refusedUpgrade(`${url}/ws/pos/kitchen`, key)).toMatchObject({
      status,
      body: { code, correlationId: "c1" },
    });
  });

  test("without a key asks nobody", async () => {
    await open({ admit: () => Promise.reject(new Error("asked")) });
    const refusal = await refusedUpgrade(`${url}/ws/pos/kitchen`, {});
    expect(refusal).toMatchObject({ status: 401, body: { code: "unauthenticated" } });
  });

  test("of one key too many is refused with 429 and when to come again", async () => {
    await open({ openTills: () => MOST_TILLS_OF_KEY });
    const refusal = await refusedUpgrade(`${url}/ws/pos/kitchen`, key);
    expect(refusal).toMatchObject({ status: 429, body: { code: "too-many-requests" } });
    expect(Number(refusal.headers["retry-after"])).toBeGreaterThan(0);
  });

  test("into a gateway that stops, or whose admission fails, is refused with 503 or 500", async () => {
    await open({ isOpen: () => false });
    expect((await refusedUpgrade(`${url}/ws/pos/kitchen`, key)).status).toBe(503);
    http.close();
    await open({ admit: () => Promise.reject(new Error("broken")) });
    expect((await refusedUpgrade(`${url}/ws/pos/kitchen`, key)).status).toBe(500);
  });

  test(
    "whose admission never comes is answered within some seconds",
    { timeout: 20_000 },
    async () => {
      await open({ admit: () => new Promise(() => undefined) });
      expect(await refusedUpgrade(`${url}/ws/pos/kitchen`, key)).toMatchObject({
        status: 503,
        body: { code: "read-model-unavailable" },
      });
    },
  );

  const raw = (more: Buffer | string = "") => {
    const { port } = http.address() as AddressInfo;
    const socket = connect(port, "127.0.0.1");
    socket.on("error", () => undefined);
    socket.write(
      "GET /ws/pos/kitchen HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n" +
        "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nX-API-Key: k\r\n\r\n",
    );
    if (more) socket.write(more);
    return socket;
  };

  test("that is reset while it waits harms nobody, and is never welcomed", async () => {
    const admission = Promise.withResolvers<Answer<PosPrincipal>>();
    const asked = Promise.withResolvers<void>();
    await open({ admit: () => (asked.resolve(), admission.promise) });
    const socket = raw();
    await asked.promise;
    socket.resetAndDestroy();
    await wait(100);
    admission.resolve(accepted(pos));
    await wait(100);
    expect(tills.ofKey("key1")).toHaveLength(0);
    await opened(till());
  });

  test("keeps what is sent before it is let in", async () => {
    await open({ admit: async () => (await wait(300), accepted(pos)) });
    const text = Buffer.from(JSON.stringify({ type: "ping", id: "early" }));
    const frame = Buffer.concat([Buffer.from([0x81, 0x80 | text.length, 0, 0, 0, 0]), text]);
    const socket = raw(frame);
    let heard = "";
    socket.on("data", (chunk) => (heard += chunk.toString("latin1")));
    await expect.poll(() => heard).toContain('"id":"early"');
    expect(heard).toContain("101 Switching Protocols");
    socket.destroy();
  });
});

describe("a till", () => {
  test("is answered with its id, in the order in which it asked, whatever it says", async () => {
    await open();
    const client = till();
    await opened(client);
    const garbage = ["{", "null", "[]", '"x"', "7", '{"id":{}}', '{"type":"__proto__","id":"p"}'];
    for (const text of garbage) client.send(text);
    for (let n = 0; n < 50; n++) client.send({ type: "order_created", id: `m${n}` });
    await expect.poll(() => client.ofType("ack").length).toBe(50);
    expect(client.ofType("ack").map(({ id }) => id)).toEqual(
      Array.from({ length: 50 }, (_, n) => `m${n}`),
    );
    expect(client.ofType("error")).toHaveLength(garbage.length);
    expect(client.answerTo("p")).toMatchObject({ error: { code: "unknown-verb" } });
    expect(client.socket.readyState).toBe(WebSocket.OPEN);
  });

  test("that says too much at once is closed, and the others stay", async () => {
    await open();
    const [loud, quiet] = [till(), till()];
    await Promise.all([opened(loud), opened(quiet)]);
    loud.send("x".repeat(600 * 1024));
    await expect.poll(() => loud.closedWith).toBe(1009);
    quiet.send({ type: "ping", id: "q" });
    await expect.poll(() => quiet.answerTo("q")).toMatchObject({ type: "pong" });
  });

  test("that floods is told why, and cut off even if it goes on sending", async () => {
    await open();
    const [loud, deaf, quiet] = [till(), till(), till()];
    await Promise.all([loud, deaf, quiet].map(opened));
    deaf.socket.pause();
    for (const client of [loud, deaf])
      for (let n = 0; n < 5000; n++) client.send({ type: "nonsense" });
    await expect.poll(() => loud.closedWith, { timeout: 10_000 }).toBe(4429);
    expect(loud.said.at(-1)).toMatchObject({ error: { code: "too-many-requests" } });
    await expect.poll(() => tills.ofKey("key1").length, { timeout: 10_000 }).toBe(1);
    quiet.send({ type: "ping", id: "q" });
    await expect.poll(() => quiet.answerTo("q")).toMatchObject({ type: "pong" });
  });

  test("that does not read is cut off", { timeout: 20_000 }, async () => {
    await open();
    const client = till();
    await opened(client);
    client.socket.pause();
    const body = { text: "y".repeat(100_000) };
    const ids = tills.ofKey("key1").map(({ id }) => id);
    for (let n = 0; n < 400 && tills.ofKey("key1").length > 0; n++) {
      tills.tell(ids, "order_updated", body);
      await wait(2);
    }
    await expect.poll(() => tills.ofKey("key1").length).toBe(0);
  });

  test(
    "that answers no pings is gone after fourteen seconds, and one that does stays",
    { timeout: 40_000 },
    async () => {
      await open();
      const [dead, alive] = [till("/ws/pos/kitchen", { autoPong: false }), till()];
      await Promise.all([opened(dead), opened(alive)]);
      await expect.poll(() => dead.closedWith, { timeout: 30_000 }).toBe(1006);
      expect(alive.socket.readyState).toBe(WebSocket.OPEN);
    },
  );

  test("whose key is revoked is closed with 4401", async () => {
    await open();
    const client = till();
    await opened(client);
    await expect.poll(() => tills.ofKey("key1").length).toBe(1);
    tills.close(({ id }) => id === "key1");
    await expect.poll(() => client.closedWith).toBe(4401);
  });
});

/** A bug here would look like: a room's message that wakes gateways without anybody in it, or that is lost without an error. */
import { createServer, type Server as HttpServer } from "node:http";
import type { AddressInfo } from "node:net";
import { subjects, subjectToken, textOfToken } from "@printermaster/contracts";
import { startNats, type RunningNats } from "@printermaster/infra";
import { createLog } from "@printermaster/runtime";
import { connect, type NatsConnection } from "@nats-io/transport-node";
import { Server, type Namespace } from "socket.io";
import { io, type Socket } from "socket.io-client";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { natsAdapter } from "../src/cluster/adapters/nats-adapter.ts";
import { isSharedRoom } from "../src/cluster/domain/room-names.ts";

const NAME = "/printing-ws";
const log = createLog("gateway", "test", "silent");

interface Member {
  readonly http: HttpServer;
  readonly server: Server;
  readonly namespace: Namespace;
  readonly nats: NatsConnection;
  readonly url: string;
}

const soon = { timeout: 8000 };
let broker: RunningNats;
let members: Member[];
const sockets: Socket[] = [];

async function startMember(): Promise<Member> {
  const nats = await connect({ servers: broker.url });
  const http = createServer();
  const server = new Server(http, { transports: ["websocket"] });
  server.adapter(natsAdapter([NAME], { nats, log }));
  const namespace = server.of(NAME);
  namespace.on("connection", (socket) => {
    for (const room of socket.handshake.auth["rooms"] as string[]) void socket.join(room);
  });
  await new Promise<void>((listening) => http.listen(0, "127.0.0.1", listening));
  const { port } = http.address() as AddressInfo;
  return { http, server, namespace, nats, url: `http://127.0.0.1:${port}` };
}

beforeAll(async () => {
  broker = await startNats();
  members = [await startMember(), await startMember(), await startMember()];
  const everybody = () => Promise.all(members.map(({ namespace }) => countOf(namespace)));
  await vi.waitUntil(async () => (await everybody()).every((count) => count === 3));
});

afterAll(async () => {
  for (const socket of sockets) socket.disconnect();
  for (const { server, nats } of members) {
    await server.close();
    await nats.drain();
  }
  await broker.stop();
});

const countOf = (namespace: Namespace) => namespace.adapter.serverCount();

async function client(member: number, ...rooms: string[]): Promise<Socket> {
  const { url, namespace, nats } = members[member]!;
  const socket = io(url + NAME, { transports: ["websocket"], forceNew: true, auth: { rooms } });
  sockets.push(socket);
  await new Promise<void>((connected) => socket.once("connect", connected));
  await expect
    .poll(() => rooms.every((room) => namespace.adapter.rooms.has(room)), soon)
    .toBe(true);
  await nats.flush();
  return socket;
}

const next = (socket: Socket, event: string): Promise<unknown[]> =>
  new Promise((resolve) => socket.once(event, (...all: unknown[]) => resolve(all)));

describe("a room", () => {
  test("hears what any member says to it, binary included", async () => {
    const socket = await client(1, "branch:acme:north");
    const told = next(socket, "news");
    const picture = Buffer.from([0, 1, 254, 255]);
    members[0]!.namespace.to("branch:acme:north").emit("news", { picture }, "text");
    const [body, text] = (await told) as [{ picture: Uint8Array }, string];
    expect([...body.picture]).toEqual([...picture]);
    expect(text).toBe("text");
  });

  test("costs members without anybody in it no message", async () => {
    const socket = await client(1, "branch:acme:south");
    const before = members[2]!.nats.stats().inMsgs;
    const heard: number[] = [];
    socket.on("tick", (count: number) => heard.push(count));
    for (let count = 0; count < 2000; count++)
      members[0]!.namespace.to("branch:acme:south").emit("tick", count);
    await expect.poll(() => heard.length, soon).toBe(2000);
    expect(heard).toEqual(Array.from({ length: 2000 }, (_, count) => count));
    // Heartbeats of the others go on.
    expect(members[2]!.nats.stats().inMsgs - before).toBeLessThan(30);
  });

  test("is no longer heard when the last one has left", async () => {
    const socket = await client(2, "branch:acme:west");
    const subject = subjects.room(subjectToken(NAME), subjectToken("branch:acme:west"));
    const someone = async () => {
      try {
        return (await members[0]!.nats.request(subject, "{}", { timeout: 50 })) !== undefined;
      } catch (error) {
        return (error as Error).name === "TimeoutError";
      }
    };
    expect(await someone()).toBe(true);
    socket.disconnect();
    await expect.poll(someone, soon).toBe(false);
  });

  test("hears its messages before what is said to one socket afterwards", async () => {
    const socket = await client(0, "branch:acme:east");
    const heard: string[] = [];
    socket.on("news", (text: string) => heard.push(text));
    members[0]!.namespace.to("branch:acme:east").emit("news", "to the room");
    members[0]!.namespace.sockets.get(socket.id!)!.emit("news", "to the socket");
    await expect.poll(() => heard, soon).toEqual(["to the room", "to the socket"]);
  });

  test("has a name of the grammar, or the server has a bug", () => {
    for (const good of ["branch:acme:north", "company:acme", "device:x1", "user:u1"])
      expect(isSharedRoom(good)).toBe(true);
    for (const bad of [
      "",
      "branch",
      "branch:",
      "branch:a.b",
      "branch:*",
      "x".repeat(20),
      "a:b:c:d",
    ])
      expect(isSharedRoom(bad)).toBe(false);
    const { adapter } = members[0]!.namespace;
    expect(() => adapter.addAll("some-socket", new Set(["all of them"]))).toThrow("no name");
  });

  test.each(["branch:acme:north", "/printing-ws", "a_b.c*d>e f", "grün", ""])(
    "or namespace called %j is one token, and read back",
    (text) => {
      expect(subjectToken(text)).toMatch(/^[A-Za-z0-9_-]*$/);
      expect(textOfToken(subjectToken(text))).toBe(text);
    },
  );
});

describe("a message that NATS does not take", () => {
  test("is thrown at whoever says it, and nobody hears it", async () => {
    const socket = await client(1, "branch:acme:full");
    const here = await client(0, "branch:acme:full");
    const heard: unknown[] = [];
    for (const one of [socket, here]) one.on("news", (body: unknown) => heard.push(body));
    const { namespace } = members[0]!;
    const emit = () => namespace.to("branch:acme:full").emit("news", "x".repeat(1_100_000));
    expect(emit).toThrow(/at most/);
    const told = next(socket, "after");
    namespace.to("branch:acme:full").emit("after");
    await told;
    expect(heard).toEqual([]);
  });
});

describe("all members", () => {
  test("tell of their sockets, and close them", async () => {
    const far = await client(1, "device:till1");
    await client(2, "device:till2");
    const { namespace } = members[0]!;
    const found = await namespace.in(["device:till1", "device:till2"]).fetchSockets();
    expect(found).toHaveLength(2);
    expect((await namespace.in("device:till1").fetchSockets()).map(({ id }) => id)).toEqual([
      far.id,
    ]);
    const gone = next(far, "disconnect");
    namespace.in("device:till1").disconnectSockets(true);
    await gone;
    expect(await namespace.in("device:till1").fetchSockets()).toEqual([]);
  });

  test("answer what is asked of all clients", async () => {
    for (const member of [0, 1, 2]) {
      const socket = await client(member, "company:acme");
      socket.on("who", (answer: (n: number) => void) => answer(member));
    }
    const answers = await members[0]!.namespace.timeout(3000).to("company:acme").emitWithAck("who");
    expect(new Set(answers as number[])).toEqual(new Set([0, 1, 2]));
  });

  test("let sockets join and leave", async () => {
    const far = await client(2, "user:anna");
    const { namespace } = members[0]!;
    namespace.in("user:anna").socketsJoin("branch:acme:new");
    const there = () => members[2]!.namespace.adapter.rooms.has("branch:acme:new");
    await expect.poll(there, soon).toBe(true);
    const told = next(far, "welcome");
    await members[2]!.nats.flush();
    namespace.to("branch:acme:new").emit("welcome");
    await told;
    namespace.in("user:anna").socketsLeave("branch:acme:new");
    await expect.poll(there, soon).toBe(false);
  });

  test("answer each other", async () => {
    for (const [index, { namespace }] of members.entries())
      namespace.on("question", (answer: (n: number) => void) => answer(index));
    const answers = await members[0]!.namespace.serverSideEmitWithAck("question");
    expect(new Set(answers as number[])).toEqual(new Set([1, 2]));
  });

  test("do not wait long for one that is gone without a word", async () => {
    const lost = await startMember();
    await expect.poll(() => countOf(members[0]!.namespace), soon).toBe(4);
    await lost.nats.close();
    await expect.poll(() => countOf(members[0]!.namespace), { timeout: 6000 }).toBe(3);
    expect(await members[0]!.namespace.in("device:none").fetchSockets()).toEqual([]);
    lost.http.close();
  });
});

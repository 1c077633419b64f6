/** A bug here would look like: a gateway that is out of memory, though ten thousand agents have nothing to do. */
import { createServer, type Server as HttpServer } from "node:http";
import type { AddressInfo } from "node:net";
import { accepted, agentEvents, PRINTING_NAMESPACE, RegisterAgent } from "@printermaster/contracts";
import { createLog } from "@printermaster/runtime";
import { Server as Engine } from "engine.io";
import { io, type Socket } from "socket.io-client";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import {
  engineOptions,
  openPrintingServer,
  serveNamespace,
} from "../src/sockets/printing-server.ts";
import type { PrintingServer, PrintingSocket } from "../src/sockets/printing-socket.ts";
import { AT } from "./world/job-state.ts";
import { agentAuth, connected, helloOf, startWorld, type World } from "./world/world.ts";

describe("an agent that is in", () => {
  let http: HttpServer;
  let server: PrintingServer;
  let inside: PrintingSocket[];
  let client: Socket | undefined;

  beforeEach(async () => {
    inside = [];
    http = createServer();
    const engine = new Engine({ ...engineOptions });
    engine.attach(http, { path: "/socket.io/" });
    server = openPrintingServer(engine);
    serveNamespace(server, PRINTING_NAMESPACE, {
      admit: async ({ deviceId }) =>
        accepted({ kind: "agent", agentId: String(deviceId), company: "acme", branch: "north" }),
      prepareUser: () => undefined,
      serveUser: () => undefined,
      serveAgent: (socket) => {
        inside.push(socket);
        socket.on("echo", (said: unknown, acknowledge: (said: unknown) => void) =>
          acknowledge(said),
        );
      },
      log: createLog("gateway", "test", "silent"),
    });
    await new Promise<void>((listening) => http.listen(0, "127.0.0.1", listening));
  });
  afterEach(async () => {
    client?.disconnect();
    await server.close();
    http.close();
  });

  const enter = async (transports: string[]): Promise<Socket> => {
    const url = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
    const auth = agentAuth("till1");
    const extraHeaders = { authorization: "Bearer secret" };
    client = io(url + PRINTING_NAMESPACE, { transports, auth, extraHeaders, forceNew: true });
    await connected(client);
    return client;
  };

  test("has left nothing of its handshake behind: neither request, nor headers, nor licence", async () => {
    await enter(["websocket"]);
    const [socket] = inside;
    expect(socket?.conn.request).toBeNull();
    const { auth, headers, query } = socket!.handshake;
    expect({ auth, headers, query }).toEqual({ auth: {}, headers: {}, query: {} });
  });

  test("is served, and may upgrade, without its request", async () => {
    const agent = await enter(["polling", "websocket"]);
    expect(await agent.emitWithAck("echo", "by polling")).toBe("by polling");
    await vi.waitUntil(() => inside[0]?.conn.transport.name === "websocket", { timeout: 10_000 });
    expect(await agent.emitWithAck("echo", "by websocket")).toBe("by websocket");
  });
});

describe("many agents that are in", () => {
  const AGENTS = 150;
  let world: World;

  beforeAll(async () => {
    world = await startWorld();
    world.broker.on("hello", ({ body }) =>
      accepted({ session: RegisterAgent.parse(body).session, serverTime: AT, drop: [] }),
    );
  });
  afterAll(() => world.stop());

  const enter = async (deviceId: string): Promise<Socket> => {
    const socket = world.connect(agentAuth(deviceId));
    await connected(socket);
    expect(await socket.emitWithAck(agentEvents.hello, helloOf())).toMatchObject({ ok: true });
    return socket;
  };

  test("are two subscriptions each at the broker, and none once they are gone", async () => {
    // The first one's hello opens the gateway's own ear for answers.
    await enter("first");
    const before = await subscriptions(world);
    const agents: Socket[] = [];
    // As many at once as one licence's compare-and-set surely lets through.
    while (agents.length < AGENTS)
      agents.push(
        ...(await Promise.all(
          Array.from({ length: 30 }, (_, number) => enter(`till${agents.length + number}`)),
        )),
      );
    expect((await subscriptions(world)) - before).toBe(2 * AGENTS);
    for (const agent of agents) agent.disconnect();
    await vi.waitUntil(async () => (await subscriptions(world)) === before, { timeout: 10_000 });
  });
});

/** As the broker counts those of the gateway. */
async function subscriptions({ broker }: World): Promise<number> {
  const answer = await broker.nats.request("$SYS.REQ.ACCOUNT.PING.CONNZ", "{}");
  const { data } = answer.json<{
    data: { connections: { name: string; subscriptions: number }[] };
  }>();
  return data.connections.find(({ name }) => name === "gateway gw-test")?.subscriptions ?? 0;
}

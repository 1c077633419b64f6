/** A bug here would look like: a silent agent shown as well, or somebody else's agents on one's screen. */
import {
  accepted,
  agentEvents,
  DesktopHealth,
  PRINTING_NAMESPACE,
  refused,
  RegisterAgent,
  serverEvents,
  subjects,
  type AgentHeartbeat,
} from "@printermaster/contracts";
import { createLog } from "@printermaster/runtime";
import { connect, createServer, type AddressInfo } from "node:net";
import { io, type Socket } from "socket.io-client";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { startGateway, type Gateway } from "../src/start-gateway.ts";
import { AT, COMPANY } from "./world/job-state.ts";
import { agentAuth, connected, helloOf, next, startWorld, type World } from "./world/world.ts";

let world: World;
let other: Gateway;
let otherUrl: string;
let anna: Record<string, string>;

beforeAll(async () => {
  world = await startWorld();
  const config = { ...world.config, PM_INSTANCE: "gw-other" };
  other = await startGateway(config, createLog("gateway", "gw-other", "silent"));
  otherUrl = `http://127.0.0.1:${other.port}`;
  anna = { authorization: `Bearer ${await world.tokenOf("anna@acme.test")}` };
});
afterAll(async () => {
  await other?.stop(AbortSignal.abort());
  await world.stop();
});
beforeEach(() => {
  world.broker.on("hello", ({ body }) =>
    accepted({ session: RegisterAgent.parse(body).session, serverTime: AT, drop: [] }),
  );
});

const at = (url: string, deviceId: string): Socket => {
  const options = { transports: ["websocket"], forceNew: true, reconnection: false };
  return io(url + PRINTING_NAMESPACE, { ...options, auth: agentAuth(deviceId) });
};
const greet = async (socket: Socket) => {
  await connected(socket);
  return (await socket.emitWithAck(agentEvents.hello, helloOf())) as {
    readonly ok: boolean;
    readonly value: { readonly session: string };
  };
};
const health = async () => {
  const response = await world.call("/printing/desktop-health", { headers: anna });
  expect(response.status).toBe(200);
  return DesktopHealth.parse(await response.json());
};

describe("the health of agents", () => {
  const heartbeat: AgentHeartbeat = {
    uptimeSeconds: 60,
    cpu: 0.0123,
    memoryMb: 80,
    delayMs: 1,
    queueDepth: 3,
    reconnections: 4,
    recentReconnections: 1,
    transport: "websocket",
  };

  test("is gathered from all gateways, and ends with the connection", async () => {
    const [here, there] = [at(world.url, "till11"), at(otherUrl, "till12")];
    await Promise.all([greet(here), greet(there)]);
    there.emit(agentEvents.heartbeat, heartbeat);
    await expect
      .poll(async () => (await health()).healthMetrics)
      .toMatchObject([
        { deviceId: "till11", gateway: "gw-test", connectionQuality: "excellent", cpu: null },
        {
          deviceId: "till12",
          gateway: "gw-other",
          connectionQuality: "good",
          reconnectionCount: 4,
          uptime: 60,
          queueDepth: 3,
          cpu: 1.2,
          memory: 80,
        },
      ]);
    const one = await world.call("/printing/desktop-health/till12", { headers: anna });
    expect(await one.json()).toMatchObject({ deviceId: "till12", queueDepth: 3 });
    here.disconnect();
    there.disconnect();
    await expect.poll(async () => (await health()).totalClients).toBe(0);
    const none = await world.call("/printing/desktop-health/till12", { headers: anna });
    expect(none.status).toBe(404);
    expect(await none.json()).toMatchObject({ code: "unknown-device" });
  });

  test("is for people who are signed in, and of their branches only", async () => {
    expect((await world.call("/printing/desktop-health")).status).toBe(401);
    const nats = world.broker.nats;
    const reply = await nats.request(subjects.agentHealth(COMPANY), '{"branches":["south"]}');
    expect(reply.json()).toEqual({ agents: [] });
  });

  test("is worse after a job that was not acknowledged within two seconds", async () => {
    const socket = at(world.url, "till13");
    const { session } = (await greet(socket)).value;
    const began = performance.now();
    const subject = subjects.agent(COMPANY, "north", "till13", "query");
    const body = JSON.stringify({ session, jobId: "job1" });
    await expect(world.broker.nats.request(subject, body, { timeout: 2500 })).rejects.toThrow();
    expect(performance.now() - began).toBeLessThan(3000);
    expect(await health()).toMatchObject({ summary: { good: 1 } });
    socket.disconnect();
  });
});

describe("a second installation with the key of an agent", () => {
  test("is refused, and the branch is told, but not again and again", async () => {
    world.broker.on("hello", () => refused("second-installation"));
    const screen = world.connect({ token: await world.tokenOf("anna@acme.test") });
    await connected(screen);
    const alerts: unknown[] = [];
    screen.on(serverEvents.agentAlert, (alert) => alerts.push(alert));
    const told = next(screen, serverEvents.agentAlert);
    const intruder = at(world.url, "till14");
    expect(await greet(intruder)).toMatchObject({ ok: false });
    expect(await told).toMatchObject({
      deviceId: "till14",
      branchId: "north",
      code: "second-installation",
    });
    expect((await health()).totalClients).toBe(0);
    const again: unknown = await intruder.emitWithAck(agentEvents.hello, helloOf());
    expect(again).toMatchObject({ ok: false });
    const after = next(screen, serverEvents.progress);
    world.broker.nats.publish(
      subjects.progress(COMPANY, "north", "job1"),
      '{"jobId":"job1","attempt":1,"step":"sending"}',
    );
    await after;
    expect(alerts).toHaveLength(1);
    intruder.disconnect();
  });
});

describe("an agent that falls silent without a word", () => {
  test("is signed off within fifteen seconds", async () => {
    const target = Number(new URL(world.url).port);
    let silent = false;
    const proxy = createServer((client) => {
      const upstream = connect(target, "127.0.0.1");
      client.on("data", (data) => silent || upstream.write(data));
      upstream.on("data", (data) => silent || client.write(data));
      for (const socket of [client, upstream]) socket.on("error", () => undefined);
    });
    await new Promise<void>((done) => proxy.listen(0, "127.0.0.1", done));
    const socket = at(`http://127.0.0.1:${(proxy.address() as AddressInfo).port}`, "till15");
    const { session } = (await greet(socket)).value;
    silent = true;
    const byes = () => world.broker.heardOf("bye").map(({ body }) => body);
    const options = { timeout: 15_000, interval: 100 };
    await expect.poll(byes, options).toContainEqual({ agentId: "till15", session });
    socket.disconnect();
    proxy.close();
  });
});

/** A bug here would look like: a stop that cuts connections, lets new ones in, or never ends. */
import { PRINTING_NAMESPACE, serverEvents } from "@printermaster/contracts";
import { createLog } from "@printermaster/runtime";
import { io, type Socket } from "socket.io-client";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startGateway } from "../src/start-gateway.ts";
import { connected, next, startWorld, type World } from "./world/world.ts";

let world: World;
let token: string;
const sockets: Socket[] = [];

beforeAll(async () => {
  world = await startWorld();
  token = await world.tokenOf("anna@acme.test");
});
afterAll(async () => {
  sockets.forEach((socket) => socket.disconnect());
  await world.stop();
});

async function gateway(PM_DRAIN_MS: number) {
  const config = { ...world.config, PM_INSTANCE: "gw-drain", PM_DRAIN_MS };
  const started = await startGateway(config, createLog("gateway", "gw-drain", "silent"));
  const url = `http://127.0.0.1:${started.port}`;
  const client = (transport: string) => {
    const options = { transports: [transport], forceNew: true, reconnection: false };
    const socket = io(url + PRINTING_NAMESPACE, { ...options, auth: { token } });
    sockets.push(socket);
    return socket;
  };
  return { ...started, url, client };
}

describe("a gateway that stops", () => {
  test("is not ready, tells its clients to move, and ends when they have", async () => {
    const there = await gateway(6000);
    const clients = ["websocket", "polling", "websocket"].map(there.client);
    await Promise.all(clients.map(connected));
    const told = clients.map(async (socket) => {
      const notice = (await next(socket, serverEvents.draining)) as { withinMs: number };
      setTimeout(() => socket.disconnect(), notice.withinMs / 2);
      return notice.withinMs;
    });
    const began = performance.now();
    const stopped = there.stop(new AbortController().signal);
    expect((await fetch(`${there.url}/readyz`)).status).toBe(503);
    expect((await fetch(`${there.url}/livez`)).status).toBe(200);
    for (const withinMs of await Promise.all(told)) expect(withinMs).toBeLessThan(1000);
    await stopped;
    expect(performance.now() - began).toBeLessThan(6000);
  });

  test("refuses new clients in a way that they try again", async () => {
    const there = await gateway(3000);
    const inside = there.client("websocket");
    await connected(inside);
    const stopped = there.stop(new AbortController().signal);
    await next(inside, serverEvents.draining);
    for (const transport of ["websocket", "polling"]) {
      const late = there.client(transport);
      await expect(connected(late)).rejects.toThrow(/error/);
      expect(late.active).toBe(true);
    }
    const handshake = await fetch(`${there.url}/socket.io/?EIO=4&transport=polling`);
    expect(handshake.status).toBe(503);
    inside.disconnect();
    await stopped;
  });

  test("closes those that do not move so that they come back by themselves, and answers what is asked", async () => {
    const there = await gateway(2000);
    const clients = ["websocket", "polling"].map(there.client);
    await Promise.all(clients.map(connected));
    const reasons = clients.map((socket) => next(socket, "disconnect"));
    const began = performance.now();
    const stopped = there.stop(new AbortController().signal);
    const headers = { authorization: `Bearer ${token}` };
    const during = await fetch(`${there.url}/printing/desktop-health`, { headers });
    expect(during.status).toBe(200);
    for (const reason of await Promise.all(reasons)) expect(reason).toBe("transport close");
    await stopped;
    expect(performance.now() - began).toBeLessThan(5000);
    await expect(fetch(there.url)).rejects.toThrow();
  });

  test("is gone at once when there is a hurry", async () => {
    const there = await gateway(60_000);
    await connected(there.client("websocket"));
    const began = performance.now();
    const hurry = new AbortController();
    const stopped = there.stop(hurry.signal);
    setTimeout(() => hurry.abort(), 100);
    await stopped;
    expect(performance.now() - began).toBeLessThan(4000);
  });
});

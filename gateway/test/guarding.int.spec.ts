/** A bug here would look like: one client that keeps others out, or a page of strangers that speaks with our users' rights. */
import { request } from "node:http";
import { once } from "node:events";
import { createLog } from "@printermaster/runtime";
import { io, type Socket } from "socket.io-client";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { WebSocket } from "ws";
import { startGateway, type Gateway } from "../src/start-gateway.ts";
import { jobState } from "./world/job-state.ts";
import { connected, refusalOf, startWorld, type World } from "./world/world.ts";

let world: World;
let gateway: Gateway;
let url: string;
let token: string;
const opened: Socket[] = [];
beforeAll(async () => {
  world = await startWorld();
  const config = {
    ...world.config,
    PM_INSTANCE: "gw-guarded",
    PM_ORIGINS: ["https://shop.example"],
    PM_CONNECTIONS_PER_ADDRESS: 3,
    PM_CONNECTIONS_PER_USER: 4,
    PM_MOST_UNREAD_BYTES: 64 * 1024,
  };
  gateway = await startGateway(config, createLog("gateway", "gw-guarded", "silent"));
  url = `http://127.0.0.1:${gateway.port}`;
  token = await world.tokenOf("owner@acme.test");
});
afterAll(async () => {
  for (const socket of opened) socket.disconnect();
  await gateway?.stop(AbortSignal.abort());
  await world?.stop();
});

const from = (address: string, transports = ["websocket"], auth: object = { token }): Socket => {
  const extraHeaders = { "x-forwarded-for": address };
  const options = { transports, forceNew: true, reconnection: false, auth, extraHeaders };
  const socket = io(`${url}/printing-ws`, options);
  opened.push(socket);
  return socket;
};
const get = (path: string, headers: Record<string, string>) => fetch(url + path, { headers });

describe("a page of a foreign host", () => {
  const origin = "https://evil.example";

  it("gets no session by polling", async () => {
    const response = await get("/socket.io/?EIO=4&transport=polling", { origin });
    expect(response.status).toBe(403);
    expect(await response.json()).toMatchObject({ code: "foreign-origin" });
  });

  it("gets no WebSocket", async () => {
    const headers = {
      origin,
      connection: "upgrade",
      upgrade: "websocket",
      "sec-websocket-version": "13",
      "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==",
    };
    const asked = request(`${url}/socket.io/?EIO=4&transport=websocket`, { headers });
    asked.end();
    const [response] = (await once(asked, "response")) as [{ statusCode: number }];
    expect(response.statusCode).toBe(403);
  });

  it("gets nothing of the API", async () => {
    const response = await get("/v1/printers", { origin, authorization: `Bearer ${token}` });
    expect(response.status).toBe(403);
    expect(response.headers.get("access-control-allow-origin")).toBeNull();
  });

  it("gets in when it is on the list, as do our own pages and whoever is no browser", async () => {
    const polling = "/socket.io/?EIO=4&transport=polling";
    const listed = await get(polling, { origin: "https://shop.example" });
    expect(listed.status).toBe(200);
    expect((await get(polling, { origin: url })).status).toBe(200);
    expect((await get(polling, {})).status).toBe(200);
    const preflight = await fetch(`${url}/v1/jobs`, {
      method: "OPTIONS",
      headers: { origin: "https://shop.example", "access-control-request-method": "POST" },
    });
    expect(preflight.status).toBe(204);
    expect(preflight.headers.get("access-control-allow-origin")).toBe("https://shop.example");
  });
});

describe("connections", () => {
  it("of one address are so many at most, and another address is not concerned", async () => {
    const three = [1, 2, 3].map(() => from("192.0.2.1"));
    await Promise.all(three.map((socket) => connected(socket)));
    const fourth = await get("/socket.io/?EIO=4&transport=polling", {
      "x-forwarded-for": "192.0.2.1",
    });
    expect(fourth.status).toBe(429);
    expect(fourth.headers.get("retry-after")).toBe("5");
    expect(await fourth.json()).toMatchObject({ code: "too-many-connections" });
    await connected(from("192.0.2.2"));
    three[0]?.disconnect();
    await vi.waitUntil(async () => {
      const again = await get("/socket.io/?EIO=4&transport=polling", {
        "x-forwarded-for": "192.0.2.1",
      });
      return again.status === 200;
    });
    for (const socket of opened.splice(0)) socket.disconnect();
  });

  it("of one user are so many at most, wherever they come from", async () => {
    await vi.waitUntil(async () => {
      const four = [11, 12, 13, 14].map((n) => from(`192.0.2.${n}`));
      const all = await Promise.allSettled(four.map((socket) => connected(socket)));
      return all.every(({ status }) => status === "fulfilled");
    });
    const refused = await refusalOf(from("192.0.2.15"));
    expect(refused.data).toMatchObject({ code: "too-many-connections" });
    for (const socket of opened.splice(0)) socket.disconnect();
  });
});

describe("one client", () => {
  it("that asks for namespaces without end is told why it is cut off", async () => {
    const socket = from("192.0.2.21", ["websocket"], {
      token: await world.tokenOf("anna@acme.test"),
    });
    await connected(socket);
    const told = new Promise((resolve) => socket.once("server:cut", resolve));
    const over = new Promise((resolve) => socket.once("disconnect", resolve));
    for (let n = 0; n < 40; n++) socket.io.engine.write(`0/spray${n},{}`);
    expect(await told).toMatchObject({ code: "too-many-requests" });
    expect(await over).toBe("transport close");
  });

  it.each([
    ["is in", () => `40/printing-ws,${JSON.stringify({ token })}`],
    ["never came in", () => "3"],
  ])("that %s and goes on flooding when it is closed is read no more", async (_, first) => {
    const socket = new WebSocket(`${url}/socket.io/?EIO=4&transport=websocket`);
    await once(socket, "open");
    // It hears nothing of being closed.
    socket.pause();
    socket.on("error", () => undefined);
    socket.send(first());
    await vi.waitUntil(
      () => {
        for (let n = 0; n < 500; n++) socket.send('42/printing-ws,["x"]');
        return socket.readyState !== WebSocket.OPEN;
      },
      { timeout: 10_000, interval: 100 },
    );
  });

  it("that does not read is cut off, and others are told as before", async () => {
    const token = await world.tokenOf("anna@acme.test");
    const path = "/socket.io/?EIO=4&transport=polling";
    const [, sid] = /"sid":"([^"]+)"/.exec(await (await get(path, {})).text())!;
    const session = `${path}&sid=${sid}`;
    await fetch(url + session, {
      method: "POST",
      body: `40/printing-ws,${JSON.stringify({ token })}`,
    });
    // It is in, and from here on it never asks for what waits for it.
    expect(await (await get(session, {})).text()).toContain("/printing-ws");
    const other = from("192.0.2.31");
    let told = 0;
    other.on("print:progress", () => told++);
    await connected(other);
    let stored = 0;
    const store = async () => {
      const jobId = `slow${stored++}`;
      await world.broker.storeJob("PrintSubmitted", jobState({ jobId, title: "x".repeat(100) }));
    };
    // Whoever is not yet in the room is told nothing.
    await vi.waitUntil(async () => (await store(), told > 0), { timeout: 20_000 });
    await vi.waitUntil(
      async () => {
        await Promise.all(Array.from({ length: 20 }, store));
        // Not the session's own next poll, which would read all of it: one by which it would be written to.
        const response = await fetch(url + session, { method: "POST", body: "3" });
        return response.status === 400;
      },
      { timeout: 60_000, interval: 50 },
    );
    expect(stored).toBeLessThan(2000);
    const before = told;
    await store();
    await vi.waitUntil(() => told > before, { timeout: 20_000 });
    expect(other.connected).toBe(true);
  }, 90_000);
});

describe("passwords", () => {
  const login = (address: string, password: string, email = "anna@acme.test") =>
    fetch(`${url}/auth/login`, {
      method: "POST",
      headers: { "content-type": "application/json", "x-forwarded-for": address },
      body: JSON.stringify({ email, password }),
    });

  it("can be guessed twenty times, from wherever, and then it says when to come again", async () => {
    const statuses: number[] = [];
    for (let n = 0; n < 22; n++) statuses.push((await login(`192.0.2.${100 + n}`, "guess")).status);
    expect(statuses.slice(0, 20)).toEqual(Array.from({ length: 20 }, () => 401));
    const refused = await login("192.0.2.99", "guess");
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
    expect(await refused.json()).toMatchObject({
      code: "too-many-requests",
      details: { scope: "account" },
    });
  });
});

/** A bug here would look like: an agent behind a strict firewall that never prints, or one that ends itself while it moves. */
import {
  accepted,
  AGENT_PROTOCOL,
  agentEvents,
  AgentHello,
  PRINTING_NAMESPACE,
  serverEvents,
  type Answer,
  type HelloAccepted,
} from "@printermaster/contracts";
import { createLog } from "@printermaster/runtime";
import { createServer as createHttpServer } from "node:http";
import { connect, createServer, type AddressInfo, type Server as TcpServer } from "node:net";
import { Server, type Socket } from "socket.io";
import { afterEach, describe, expect, test, vi } from "vitest";
import { BridgeLink } from "../src/adapters/bridge-link.ts";

const log = createLog("agent", "test", "silent");
const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close();
});

const portOf = (server: { address(): unknown }) => (server.address() as AddressInfo).port;

let sessions = 0;
async function gateway() {
  const http = createHttpServer();
  const io = new Server(http, { serveClient: false, pingInterval: 500, pingTimeout: 500 });
  const greeted: { readonly socket: Socket; readonly session: string }[] = [];
  let onHello = (session: string): Answer<HelloAccepted> | undefined =>
    accepted({ session, serverTime: new Date().toISOString(), drop: [] });
  io.of(PRINTING_NAMESPACE).on("connection", (socket) => {
    socket.on(agentEvents.hello, (raw: unknown, acknowledge: (answer: unknown) => void) => {
      AgentHello.parse(raw);
      const session = `session${++sessions}`;
      const answer = onHello(session);
      if (!answer) return;
      acknowledge(answer);
      greeted.push({ socket, session });
    });
  });
  await new Promise<void>((done) => http.listen(0, "127.0.0.1", done));
  closing.push(() => io.close());
  return {
    port: portOf(http),
    url: `http://127.0.0.1:${portOf(http)}`,
    greeted,
    answerHello: (answer: typeof onHello) => (onHello = answer),
    all: () => [...io.of(PRINTING_NAMESPACE).sockets.values()],
    transport: () => greeted.at(-1)?.socket.conn.transport.name,
  };
}

type Treatment = "400" | "reset" | "black-hole" | "drop-frames";

/** Lets HTTP through, and treats WebSockets as some networks do. */
async function firewall(port: number, treatment: Treatment): Promise<string> {
  const open = new Set<{ destroy(): unknown }>();
  const server: TcpServer = createServer((client) => {
    const upstream = connect(port, "127.0.0.1");
    for (const socket of [client, upstream]) {
      open.add(socket);
      socket.on("error", () => undefined);
      socket.on("close", () => (client.destroy(), upstream.destroy()));
    }
    let isUpgrade = false;
    client.on("data", (data) => {
      if (/\r\nupgrade: websocket/i.test(data.toString("latin1"))) {
        isUpgrade = true;
        if (treatment === "reset") return void client.resetAndDestroy();
        if (treatment === "400") return void client.end("HTTP/1.1 400 Bad Request\r\n\r\n");
        if (treatment === "black-hole") return;
        // Only the first lines come back.
        upstream.once("data", (answer) => {
          const text = answer.toString("latin1");
          client.write(text.slice(0, text.indexOf("\r\n\r\n") + 4), "latin1");
        });
      }
      if (!isUpgrade || treatment === "drop-frames") upstream.write(data);
    });
    upstream.on("data", (data) => !isUpgrade && client.write(data));
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  closing.push(() => {
    open.forEach((socket) => socket.destroy());
    server.close();
  });
  return `http://127.0.0.1:${portOf(server)}`;
}

function link(...urls: string[]) {
  const handshake = {
    userRole: "desktop_app",
    deviceId: "till1",
    companyId: "acme",
    branchId: "north",
    licenseKey: "licence-of-north",
    appVersion: "1",
    instanceId: "install1",
  } as const;
  const bridge = new BridgeLink(urls, { handshake, signReport: () => undefined }, log);
  const onSuperseded = vi.fn<() => void>();
  const onReady = vi.fn<(serverTime: string) => void>();
  const hello = (): AgentHello => ({
    protocol: AGENT_PROTOCOL,
    installationId: "install1",
    spoolId: "spool1",
    counter: 1,
    appVersion: "1",
    printers: [],
    openWork: [],
  });
  const desk = {
    take: async () => accepted({ state: "spooled" as const }),
    tell: () => accepted({ known: false as const }),
    revoke: () => accepted({ revoked: true }),
    settle: () => {},
  };
  bridge.start({ hello, desk, onDrop: () => {}, onReady, onSuperseded });
  closing.push(() => bridge.stop());
  return { bridge, onSuperseded, onReady };
}

const within = (timeout: number) => ({ timeout, interval: 20 });
const tell = (socket: Socket | undefined, withinMs: number) =>
  socket?.emit(serverEvents.draining, { withinMs });
const query = (at: { socket: Socket; session: string }): Promise<unknown> =>
  at.socket.timeout(1000).emitWithAck(agentEvents.query, { session: at.session, jobId: "job1" });

describe("an agent whose network", () => {
  test.each<Treatment>(["400", "reset", "black-hole", "drop-frames"])(
    "answers WebSockets with %s is connected within 8 s by polling",
    async (treatment) => {
      const there = await gateway();
      const { bridge } = link(await firewall(there.port, treatment));
      await expect.poll(bridge.ready, within(8000)).toBe(true);
      expect(bridge.transport()).toBe("polling");
      expect(there.transport()).toBe("polling");
      await expect(query(there.greeted[0]!)).resolves.toEqual(accepted({ known: false }));
    },
  );

  test("swallows WebSockets is connected in time also with a second address, and remembers", async () => {
    const there = await gateway();
    const urls = [
      await firewall(there.port, "black-hole"),
      await firewall(there.port, "black-hole"),
    ];
    const { bridge } = link(...urls);
    await expect.poll(bridge.ready, within(8000)).toBe(true);
    there.greeted[0]?.socket.conn.close();
    const lostAt = performance.now();
    await expect.poll(() => there.greeted.length, within(5000)).toBe(2);
    expect(performance.now() - lostAt).toBeLessThan(2000);
    expect(bridge.losses.told()).toEqual({ reconnections: 1, recentReconnections: 1 });
  });

  test("lets everything through has a WebSocket at once", async () => {
    const there = await gateway();
    const { bridge } = link(there.url);
    await expect.poll(bridge.ready, within(1000)).toBe(true);
    expect(bridge.transport()).toBe("websocket");
  });
});

describe("an agent with two addresses", () => {
  test("is at the other one within a second or so when its gateway dies", async () => {
    const [one, other] = [await gateway(), await gateway()];
    const { bridge } = link(one.url, other.url);
    await expect.poll(bridge.ready, within(1000)).toBe(true);
    one.greeted[0]?.socket.conn.close();
    const lostAt = performance.now();
    await expect.poll(() => other.greeted.length, within(3000)).toBe(1);
    expect(performance.now() - lostAt).toBeLessThan(1500);
  });
});

describe("an agent whose gateway drains", () => {
  test("is greeted elsewhere before it leaves, and its takeover does not end it", async () => {
    const [one, other] = [await gateway(), await gateway()];
    // What the old gateway hears first, says at once: another session has claimed the agent.
    other.answerHello((session) => {
      one.greeted[0]?.socket.emit(agentEvents.superseded);
      one.greeted[0]?.socket.disconnect(true);
      return accepted({ session, serverTime: new Date().toISOString(), drop: [] });
    });
    const { bridge, onSuperseded } = link(one.url, other.url);
    await expect.poll(bridge.ready, within(1000)).toBe(true);
    tell(one.greeted[0]?.socket, 200);
    await expect.poll(() => other.greeted.length, within(2000)).toBe(1);
    await expect(query(other.greeted[0]!)).resolves.toEqual(accepted({ known: false }));
    expect(onSuperseded).not.toHaveBeenCalled();
    expect(bridge.losses.told().reconnections).toBe(0);
  });

  test("answers for its old session until it has said its next hello, and never afterwards", async () => {
    const [one, other] = [await gateway(), await gateway()];
    const { bridge } = link(one.url, other.url);
    await expect.poll(bridge.ready, within(1000)).toBe(true);
    const old = one.greeted[0]!;
    let asked: Promise<unknown> | undefined;
    other.answerHello((session) => {
      // Asked in the old session while the claim of the next one is on its way.
      asked = query(old);
      return accepted({ session, serverTime: new Date().toISOString(), drop: [] });
    });
    await expect(query(old)).resolves.toEqual(accepted({ known: false }));
    tell(old.socket, 100);
    await expect.poll(() => asked, within(2000)).toBeDefined();
    await expect(asked).resolves.toMatchObject({ ok: false, error: { code: "stale-session" } });
    await expect.poll(() => old.socket.connected, within(2000)).toBe(false);
    expect(bridge.ready()).toBe(true);
  });

  test("stays while there is no other, and tries again", async () => {
    const one = await gateway();
    const { bridge } = link(one.url, "http://127.0.0.1:9");
    await expect.poll(bridge.ready, within(1000)).toBe(true);
    tell(one.greeted[0]?.socket, 0);
    await expect.poll(() => one.greeted.length, within(4000)).toBe(2);
    expect(bridge.losses.told().reconnections).toBe(0);
  });
});

describe("an agent that is superseded", () => {
  test("gives way to another connection", async () => {
    const one = await gateway();
    const { bridge, onSuperseded } = link(one.url);
    await expect.poll(bridge.ready, within(1000)).toBe(true);
    one.greeted[0]?.socket.emit(agentEvents.superseded);
    await expect.poll(() => onSuperseded.mock.calls.length, within(1000)).toBe(1);
    expect(bridge.ready()).toBe(false);
  });

  test("does not if it was a hello of its own, which was never answered", async () => {
    const one = await gateway();
    const answers = [false, true, true];
    one.answerHello((session) => {
      if (answers.shift())
        return accepted({ session, serverTime: new Date().toISOString(), drop: [] });
      setImmediate(() => one.all().forEach((socket) => socket.conn.close()));
      return undefined;
    });
    const { bridge, onSuperseded } = link(one.url);
    await expect.poll(bridge.ready, within(4000)).toBe(true);
    one.greeted[0]?.socket.emit(agentEvents.superseded);
    await expect.poll(() => one.greeted.length, within(3000)).toBe(2);
    expect(onSuperseded).not.toHaveBeenCalled();
  });
});

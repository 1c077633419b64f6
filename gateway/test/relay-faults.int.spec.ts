/** A bug here would look like: a client that hangs on a gateway that is dead, a session that outlives its client, an event lost without a word. */
import { once } from "node:events";
import {
  connect as connectTcp,
  createServer,
  type AddressInfo,
  type Socket as Tcp,
} from "node:net";
import { startNats, type RunningNats } from "@printermaster/infra";
import type { Socket } from "socket.io-client";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { forkedWay, forkInstance, trackedClients } from "./relay/cluster.ts";
import { startInstance } from "./relay/instance.ts";
import { poll, post, session } from "./relay/polling.ts";
import { connected } from "./world/world.ts";

let nats: RunningNats;
const clients = trackedClients();
const ends: (() => Promise<void> | void)[] = [];

beforeAll(async () => {
  nats = await startNats();
});
afterEach(async () => {
  clients.closeAll();
  for (const end of ends.splice(0).toReversed()) await end();
});
afterAll(() => nats.stop());

const ending = <T extends { stop: () => Promise<void> | void }>(thing: T): T => {
  ends.push(() => thing.stop());
  return thing;
};
const gateway = async (url = nats.url) => ending(await startInstance(url));
const killable = async () => ending(await forkInstance(nats.url));

async function tunnelled(owner: { url: string }, edge: { url: string }): Promise<Socket> {
  const way = ending(await forkedWay(owner.url, edge.url));
  const socket = clients.open(way.url, { transports: ["polling", "websocket"] });
  await connected(socket);
  await expect.poll(() => socket.io.engine.transport.name, { timeout: 5000 }).toBe("websocket");
  // The owner may not know it yet: this comes after the word that tells it.
  await socket.emitWithAck("echo", "tunnelled");
  return socket;
}

const since = (moment: number) => performance.now() - moment;

describe("when the owner is killed", () => {
  test("its clients elsewhere are let go within four seconds, tunnelled or polling", async () => {
    const [owner, edge] = [await killable(), await gateway()];
    const socket = await tunnelled(owner, edge);
    const polled = poll(edge.url, await session(owner.url));
    await expect.poll(() => edge.relay.report().pollsWaiting).toBe(1);
    const gone = new Promise<string>((done) => socket.once("disconnect", done));
    const killed = performance.now();
    owner.kill("SIGKILL");
    expect(await gone).toBe("transport close");
    expect(since(killed)).toBeLessThan(4000);
    expect((await polled).status).toBe(400);
    expect(since(killed)).toBeLessThan(4000);
    expect(edge.relay.report()).toMatchObject({ peersLost: 1, tunnelsOpen: 0, pollsWaiting: 0 });
  });

  test("whoever asks for it afterwards hears so at once, and so do its tunnels", async () => {
    const [owner, edge] = [await killable(), await gateway()];
    const socket = await tunnelled(owner, edge);
    const sid = await session(owner.url);
    const gone = new Promise<string>((done) => socket.once("disconnect", done));
    await owner.stop();
    const asked = performance.now();
    expect(await poll(edge.url, sid)).toMatchObject({ status: 400 });
    await gone;
    expect(since(asked)).toBeLessThan(2000);
  });

  test("frozen, it counts as dead, and does no harm when it wakes", async () => {
    const [owner, edge] = [await killable(), await gateway()];
    const socket = await tunnelled(owner, edge);
    const gone = new Promise<string>((done) => socket.once("disconnect", done));
    const frozen = performance.now();
    owner.kill("SIGSTOP");
    const polled = poll(edge.url, await session(edge.url));
    await gone;
    expect(since(frozen)).toBeLessThan(4000);
    owner.kill("SIGCONT");
    await expect.poll(async () => (await owner.report()).tunnelsOpen, { timeout: 5000 }).toBe(0);
    const again = await tunnelled(owner, edge);
    expect(await again.emitWithAck("echo", "awake")).toBe("awake");
    expect((await polled).status).toBe(200);
  });
});

describe("when the gateway that serves the client is killed", () => {
  test("the owner ends the session within four seconds, tunnelled or polling", async () => {
    const [owner, edge] = [await gateway(), await killable()];
    await tunnelled(owner, edge);
    const polled = poll(edge.url, await session(owner.url));
    polled.catch(() => {});
    await expect.poll(() => owner.relay.report().pollsHeld).toBe(1);
    expect(owner.relay.engine.clientsCount).toBe(2);
    const killed = performance.now();
    edge.kill("SIGKILL");
    await expect.poll(() => owner.relay.engine.clientsCount, { timeout: 4000 }).toBe(0);
    expect(since(killed)).toBeLessThan(4000);
    expect(owner.relay.report()).toMatchObject({ pollsHeld: 0, tunnelsOpen: 0, peersLost: 1 });
  });
});

describe("when a gateway is stopped in order", () => {
  test("polls that wait there end with nothing lost, and the session goes on elsewhere", async () => {
    const [owner, edge, another] = [
      await gateway(),
      await startInstance(nats.url),
      await gateway(),
    ];
    const sid = await session(owner.url);
    const polled = poll(edge.url, sid);
    await expect.poll(() => owner.relay.report().pollsHeld).toBe(1);
    await edge.stop();
    expect(await polled).toEqual({ status: 200, text: "6" });
    expect((await post(another.url, sid, '42["burst",1]')).status).toBe(200);
    expect(await poll(another.url, sid)).toEqual({ status: 200, text: '42["burst",0]' });
  });

  test("whoever will lose its connection by it is told before, and nobody else", async () => {
    const [owner, edge] = [await gateway(), await gateway()];
    const through = await tunnelled(owner, edge);
    const at = async (url: string) => {
      const socket = clients.open(url, { transports: ["websocket"] });
      await connected(socket);
      return socket;
    };
    const all = { through, there: await at(owner.url), here: await at(edge.url) };
    const told: string[] = [];
    for (const [name, socket] of Object.entries(all)) socket.on("leaving", () => told.push(name));
    expect(owner.relay.hanging()).toEqual([]);
    edge.relay.hanging().forEach((one) => one.leave());
    await expect.poll(() => told).toEqual(["through"]);
    expect(await all.there.emitWithAck("echo", 1)).toBe(1);
    expect(told).toEqual(["through"]);
  });

  test("its sessions end at once, wherever their clients are", async () => {
    const [owner, edge] = [await startInstance(nats.url), await gateway()];
    const socket = await tunnelled(owner, edge);
    const polled = poll(edge.url, await session(owner.url));
    await expect.poll(() => edge.relay.report().pollsWaiting).toBe(1);
    const gone = new Promise<string>((done) => socket.once("disconnect", done));
    const stopped = performance.now();
    await owner.stop();
    await gone;
    expect((await polled).text).toMatch(/1$/);
    expect(since(stopped)).toBeLessThan(3000);
  });

  test("tunnels through it are closed at once, and their owner knows", async () => {
    const [owner, edge] = [await gateway(), await startInstance(nats.url)];
    const socket = await tunnelled(owner, edge);
    const gone = new Promise<string>((done) => socket.once("disconnect", done));
    await edge.stop();
    await gone;
    await expect.poll(() => owner.relay.engine.clientsCount).toBe(0);
  });
});

describe("when a client goes away while its poll waits elsewhere", () => {
  test("its session ends, as it would have here", async () => {
    const [owner, edge] = [await gateway(), await gateway()];
    const sid = await session(owner.url);
    const given = new AbortController();
    const polled = poll(edge.url, sid, given.signal);
    polled.catch(() => {});
    await expect.poll(() => owner.relay.report().pollsHeld).toBe(1);
    given.abort();
    await expect.poll(() => owner.relay.engine.clientsCount).toBe(0);
    expect(owner.relay.report().pollsHeld).toBe(0);
    expect(edge.relay.report()).toMatchObject({ pollsWaiting: 0, pollsCanceled: 1 });
  });
});

describe("when a gateway loses the broker", () => {
  test.each(["owner", "edge"])(
    "as the %s, nothing relayed goes on as if nothing was lost",
    async (who) => {
      const wire = ending(await cuttableWire(nats.url));
      const owner = await gateway(who === "owner" ? wire.url : nats.url);
      const edge = await gateway(who === "edge" ? wire.url : nats.url);
      const socket = await tunnelled(owner, edge);
      const polled = poll(edge.url, await session(owner.url));
      await expect.poll(() => edge.relay.report().pollsWaiting).toBe(1);
      const local = clients.open(owner.url, { transports: ["websocket"] });
      await connected(local);

      const gone = new Promise<string>((done) => socket.once("disconnect", done));
      const cut = performance.now();
      wire.cut();
      await gone;
      expect((await polled).status).toBe(400);
      expect(since(cut)).toBeLessThan(4000);
      // Both know, and whoever has nothing to do with the broker has noticed nothing.
      await expect.poll(() => owner.relay.engine.clientsCount, { timeout: 4000 }).toBe(1);
      expect(await local.emitWithAck("echo", "here")).toBe("here");

      await expect
        .poll(async () => (await poll(edge.url, await session(owner.url))).status, {
          timeout: 15_000,
        })
        .toBe(200);
    },
  );
});

/** A way to the broker that breaks on request, and heals by itself. */
async function cuttableWire(to: string) {
  const open = new Set<Tcp>();
  const server = createServer((near) => {
    const far = connectTcp(Number(new URL(to).port), "127.0.0.1");
    for (const [one, other] of [[near, far] as const, [far, near] as const]) {
      open.add(one);
      one.on("error", () => {});
      one.on("close", () => (open.delete(one), other.destroy()));
      one.pipe(other);
    }
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const cut = () => open.forEach((socket) => socket.destroy());
  return {
    url: `nats://127.0.0.1:${(server.address() as AddressInfo).port}`,
    cut,
    stop: () => (cut(), void server.close()),
  };
}

/** A bug here would look like: a client that connects only when it is lucky, events out of order, an upgrade that breaks the session. */
import type { Socket } from "socket.io-client";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { delayed, startCluster, trackedClients, type Cluster } from "./relay/cluster.ts";
import { startInstance } from "./relay/instance.ts";
import { poll, post, session } from "./relay/polling.ts";
import { connected, next } from "./world/world.ts";

let cluster: Cluster;

beforeAll(async () => {
  cluster = await startCluster();
});
afterAll(() => cluster.stop());

const transportOf = (socket: Socket) => socket.io.engine.transport.name;
const upgraded = (socket: Socket) =>
  expect.poll(() => transportOf(socket), { timeout: 20_000 }).toBe("websocket");

/** Ten acknowledgements, bytes there and back, and two hundred events in order. */
async function converse(socket: Socket): Promise<void> {
  for (let n = 0; n < 10; n++) expect(await socket.emitWithAck("echo", n)).toBe(n);
  const bytes = Buffer.from(Array.from({ length: 2000 }, (_, n) => n & 0xff));
  const echoed = (await socket.emitWithAck("echo", { bytes })) as { bytes: Buffer };
  expect(Buffer.compare(Buffer.from(echoed.bytes), bytes)).toBe(0);
  const heard: number[] = [];
  const all = new Promise<void>((done) => {
    socket.on("burst", (n: number) => heard.push(n) === 200 && done());
  });
  socket.emit("burst", 200);
  await all;
  expect(heard).toEqual(Array.from({ length: 200 }, (_, n) => n));
}

describe("behind a balancer that sends every request to the next gateway", () => {
  const sixty = (transports: string[]) =>
    Array.from({ length: 60 }, () => cluster.client(cluster.url, { transports, timeout: 60_000 }));

  test("sixty clients that only poll converse", { timeout: 120_000 }, async () => {
    await Promise.all(
      sixty(["polling"]).map(async (socket) => {
        await connected(socket);
        await converse(socket);
        expect(transportOf(socket)).toBe("polling");
        socket.disconnect();
      }),
    );
  });

  test(
    "sixty clients that begin by polling are upgraded and converse",
    { timeout: 120_000 },
    async () => {
      const served = () =>
        cluster.instances.reduce((sum, { relay }) => sum + relay.report().tunnelsServed, 0);
      const before = served();
      await Promise.all(
        sixty(["polling", "websocket"]).map(async (socket) => {
          await connected(socket);
          await Promise.all([converse(socket), upgraded(socket)]);
          await converse(socket.off("burst"));
          socket.disconnect();
        }),
      );
      expect(served() - before).toBeGreaterThan(15);
    },
  );

  test("a client that begins with a WebSocket converses", async () => {
    const socket = cluster.client(cluster.url, { transports: ["websocket"] });
    await connected(socket);
    await converse(socket);
    socket.disconnect();
  });

  test.each([60, 120, 150, 250])("twelve clients %i ms away are upgraded", async (ms) => {
    const far = await delayed(Number(new URL(cluster.url).port), ms);
    const clients = trackedClients();
    await Promise.all(
      Array.from({ length: 12 }, async (_, n) => {
        const socket = clients.open(far.url, { transports: ["polling", "websocket"] });
        await connected(socket);
        await upgraded(socket);
        expect(await socket.emitWithAck("echo", n)).toBe(n);
      }),
    );
    clients.closeAll();
    far.stop();
  });

  test("what is too long for one message of the broker arrives whole", async () => {
    for (const transports of [["polling"], ["polling", "websocket"]]) {
      const socket = cluster.client(cluster.url, { transports });
      await connected(socket);
      if (transports.length > 1) await upgraded(socket);
      for (let turn = 0; turn < 3; turn++) {
        const collected = next(socket, "collected");
        socket.emit("collect", 3_000_000);
        expect(await collected).toHaveLength(3_000_000);
      }
      socket.disconnect();
    }
  });

  test("all of it leaves nothing behind", async () => {
    const left = () =>
      cluster.instances.map(({ relay }) => {
        const { tunnelsOpen, pollsHeld, pollsWaiting } = relay.report();
        return { tunnelsOpen, pollsHeld, pollsWaiting, sessions: relay.engine.clientsCount };
      });
    const nothing = { tunnelsOpen: 0, pollsHeld: 0, pollsWaiting: 0, sessions: 0 };
    await expect.poll(left, { timeout: 15_000 }).toEqual([nothing, nothing, nothing]);
    for (const { relay } of cluster.instances)
      expect(relay.report()).toMatchObject({ tunnelsTorn: 0, tunnelsOverflowed: 0, peersLost: 0 });
  });
});

describe("while the secret changes", () => {
  const [OLD, NEW] = ["the secret of before: 32 characters", "the next secret: also 32 characters"];

  test("gateways that know both serve each other's sessions, and one that knows only the other does not", async () => {
    const { url } = cluster.nats;
    const [ahead, behind, late] = await Promise.all([
      startInstance(url, { secret: NEW, secretBefore: OLD }),
      startInstance(url, { secret: OLD, secretBefore: NEW }),
      startInstance(url, { secret: NEW }),
    ]);
    const byOld = await session(behind.url);
    const byNew = await session(ahead.url);
    for (const [at, sid] of [
      [ahead, byOld],
      [behind, byNew],
    ] as const) {
      expect((await post(at.url, sid, '42["burst",1]')).status).toBe(200);
      expect(await poll(at.url, sid)).toEqual({ status: 200, text: '42["burst",0]' });
    }
    expect((await poll(late.url, byOld)).status).toBe(400);
    await Promise.all([ahead, behind, late].map((instance) => instance.stop()));
  });
});

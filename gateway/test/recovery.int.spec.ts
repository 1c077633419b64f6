/** A bug here would look like: an event that a screen misses, sees twice or in the wrong order when its gateway dies. */
import {
  LIVE,
  PRINTING_NAMESPACE,
  serverEvents,
  subjects,
  type PrintProgress,
  type SyncReady,
  type SyncRequired,
} from "@printermaster/contracts";
import { jetstreamManager } from "@nats-io/jetstream";
import { io, type Socket } from "socket.io-client";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Gateway } from "../src/start-gateway.ts";
import { COMPANY, jobState, printerState } from "./world/job-state.ts";
import { startWire, type Wire } from "./world/wire.ts";
import { startWorld, type World } from "./world/world.ts";

/** On a machine that has other things to do. */
const soon = { timeout: 8000 };

let world: World;
let others: Gateway[];
let ports: number[];
let wire: Wire;
let token: string;
let sequence = 0;

beforeAll(async () => {
  world = await startWorld();
  others = [await world.openGateway("gw-2"), await world.openGateway("gw-3")];
  ports = [world.port, ...others.map(({ port }) => port)];
  wire = await startWire(ports);
  token = await world.tokenOf("owner@acme.test");
});

afterAll(async () => {
  for (const { socket } of followers) socket.disconnect();
  wire.stop();
  await Promise.all(others.map((gateway) => gateway.stop(AbortSignal.abort())));
  await world.stop();
});

const followers: Follower[] = [];
beforeEach(() => {
  for (const { socket } of followers.splice(0)) socket.disconnect();
  for (const port of ports) wire.revive(port);
});

/** A plain Socket.IO client: it keeps session id and offset by itself. */
class Follower {
  readonly jobs: number[] = [];
  readonly printers: string[] = [];
  readonly ready: SyncReady[] = [];
  readonly required: SyncRequired[] = [];
  readonly socket: Socket;

  constructor(url = wire.url) {
    this.socket = io(url + PRINTING_NAMESPACE, {
      transports: ["websocket"],
      forceNew: true,
      reconnectionDelay: 50,
      reconnectionDelayMax: 200,
      auth: { token },
    });
    this.socket.on(serverEvents.progress, (progress: PrintProgress) => {
      if (progress.sequence !== undefined) this.jobs.push(progress.sequence);
    });
    for (const event of [serverEvents.printerStatus, serverEvents.printerUpdate])
      this.socket.on(event, ({ name }: { name: string }) => this.printers.push(`${event} ${name}`));
    this.socket.on(serverEvents.syncReady, (ready: SyncReady) => this.ready.push(ready));
    this.socket.on(serverEvents.syncRequired, (why: SyncRequired) => this.required.push(why));
    followers.push(this);
  }

  async begun(): Promise<this> {
    const told = () => this.ready.length + this.required.length;
    await expect.poll(told, { timeout: 10_000 }).toBeGreaterThan(0);
    return this;
  }

  /** As a network does it, without a goodbye. */
  cut(): void {
    const { engine } = this.socket.io;
    (engine.transport as unknown as { ws: { terminate: () => void } }).ws.terminate();
  }
}

const follow = (count: number) =>
  Promise.all(Array.from({ length: count }, () => new Follower().begun()));

const storeJob = async (branch = "north") => {
  const state = jobState({ jobId: `job${++sequence}`, branch });
  return world.broker.storeJob("PrintSubmitted", state);
};
const storePrinter = async (name: string) => {
  const subject = subjects.fleetPrinter(COMPANY, "north", "bar");
  await world.broker.storeFleet(subject, "PrinterChanged", printerState({ name }));
};
const pause = (ms: number) => new Promise((done) => setTimeout(done, ms));

/** Both branches and both logs, some hundred events a second. */
async function stream(ms: number) {
  const jobs: number[] = [];
  const printers: string[] = [];
  for (const until = Date.now() + ms; Date.now() < until; await pause(5)) {
    const stored = await Promise.all([storeJob("north"), storeJob("south")]);
    jobs.push(...stored.sort((a, b) => a - b));
    if (jobs.length % 20 === 0) {
      const name = `Bar ${jobs.length}`;
      await storePrinter(name);
      printers.push(`printerStatusUpdate ${name}`, `printerUpdate ${name}`);
    }
  }
  return { jobs, printers };
}

describe("a gateway that is killed under a stream of events", () => {
  test.each([1, 2, 3, 4, 5])(
    "loses and doubles nothing (run %i)",
    { timeout: 60_000 },
    async (run) => {
      // A third of them, but for what chance gives the others.
      const screens = await follow(150);
      const victim = ports[run % 3]!;
      const streaming = stream(2500);
      await pause(500 + run * 130);
      const moved = wire.connections(victim);
      wire.kill(victim);
      const { jobs, printers } = await streaming;
      expect(moved).toBeGreaterThan(20);
      for (const screen of screens) {
        await expect.poll(() => screen.jobs.at(-1), { timeout: 5000 }).toBe(jobs.at(-1));
        expect(screen.required).toEqual([]);
        expect(screen.jobs).toEqual(jobs);
        expect(screen.printers).toEqual(printers);
      }
      const recovered = screens.filter(({ ready }) => ready.some((r) => r.recovered));
      expect(recovered.length).toBeGreaterThan(20);
    },
  );
});

describe("a client that comes back", () => {
  test("gets what it missed, once, and is recognised", async () => {
    const screen = await new Follower().begun();
    await storeJob();
    const last = await storeJob("south");
    await expect.poll(() => screen.jobs.at(-1), soon).toBe(last);
    screen.socket.io.reconnectionDelay(400);
    screen.cut();
    await pause(50);
    const missed = [await storeJob(), await storeJob("south"), await storeJob()];
    await expect.poll(() => screen.ready.length, soon).toBe(2);
    expect(screen.jobs.slice(-3)).toEqual(missed);
    expect(screen.ready[1]).toEqual({ recovered: true, replayed: 3 });
    expect(screen.socket.recovered).toBe(true);
    const next = await storeJob();
    await expect.poll(() => screen.jobs.at(-1), soon).toBe(next);
    expect(new Set(screen.jobs).size).toBe(screen.jobs.length);
  });

  test("before it was told anything gets what it missed", async () => {
    const screen = await new Follower().begun();
    screen.socket.io.reconnectionDelay(400);
    screen.cut();
    await pause(50);
    const missed = [await storeJob()];
    await expect.poll(() => screen.ready.length, soon).toBe(2);
    expect(screen.jobs).toEqual(missed);
  });

  test("to branches in which nothing happened while others were busy is recovered", async () => {
    const anna = await world.tokenOf("anna@acme.test");
    const screen = new Follower();
    screen.socket.auth = { token: anna };
    await screen.begun();
    for (let count = 0; count < 50; count++) await storeJob("south");
    await pause(4500);
    screen.cut();
    await expect.poll(() => screen.ready.length, soon).toBe(2);
    expect(screen.ready[1]).toEqual({ recovered: true, replayed: 0 });
    expect(screen.jobs).toEqual([]);
  });

  test("after more than is told again reads the lists", { timeout: 60_000 }, async () => {
    const screen = await new Follower().begun();
    screen.socket.io.reconnectionDelay(60_000);
    screen.cut();
    for (let count = 0; count < 12; count++)
      await Promise.all(Array.from({ length: 100 }, () => storeJob()));
    screen.socket.connect();
    await expect.poll(() => screen.required, soon).toEqual([{ reason: "too-many" }]);
    const next = await storeJob();
    await expect.poll(() => screen.jobs, soon).toEqual([next]);
  });

  test("with an offset that the log has forgotten, or never had, reads the lists", async () => {
    const screen = await new Follower().begun();
    const next = await storeJob();
    await expect.poll(() => screen.jobs.at(-1), soon).toBe(next);
    const manager = await jetstreamManager(world.broker.nats);
    await manager.streams.purge("PRINT_EVT_V1", { seq: next + 1 });
    for (const [offset, reason] of [
      ["1-0-0-0.1-0-0-0", "too-old"],
      ["999999-0-0-0.0-0-0-0", "unknown"],
      ["not an offset", "unknown"],
    ] as const) {
      Object.assign(screen.socket, { _lastOffset: offset });
      const before = screen.required.length;
      screen.cut();
      await expect.poll(() => screen.required.length, soon).toBe(before + 1);
      expect(screen.required.at(-1)).toEqual({ reason });
    }
  });

  test("with somebody else's session is a new one", async () => {
    const screen = await new Follower().begun();
    screen.socket.auth = { token: await world.tokenOf("anna@acme.test") };
    screen.cut();
    await expect.poll(() => screen.required, soon).toEqual([{ reason: "unknown" }]);
  });

  test("whose gateway had missed something without knowing reads the lists", async () => {
    const screen = await new Follower().begun();
    const told = await storeJob();
    await expect.poll(() => screen.jobs.at(-1), soon).toBe(told);
    // As if of two events the first had never come.
    const [print = "", fleet = ""] = (lastOffsetOf(screen) ?? "").split(".");
    const [at, back, count] = print.split("-").map(Number);
    expect([at, count]).toEqual([told, 1]);
    Object.assign(screen.socket, { _lastOffset: `${at}-${back}-0-0.${fleet}` });
    screen.cut();
    await expect.poll(() => screen.required, soon).toEqual([{ reason: "incomplete" }]);
  });
});

const lastOffsetOf = ({ socket }: Follower) =>
  Reflect.get(socket, "_lastOffset") as string | undefined;

describe("a message that never came live", () => {
  test("is told within seconds, and not again when it comes late", async () => {
    const screen = await new Follower().begun();
    // Stored without being republished: as a leader does that dies in between.
    const manager = await jetstreamManager(world.broker.nats);
    const { config } = await manager.streams.info("PRINT_EVT_V1");
    await manager.streams.update("PRINT_EVT_V1", {
      ...config,
      republish: { src: ">", dest: "nowhere.>" },
    });
    const missed = await storeJob();
    await manager.streams.update("PRINT_EVT_V1", { ...config });
    const next = await storeJob();
    await expect.poll(() => screen.jobs, { timeout: 6000 }).toContain(missed);
    const state = jobState({ jobId: `job${sequence}` });
    const stored = await manager.streams.getMessage("PRINT_EVT_V1", { seq: missed });
    const headers = stored!.header;
    headers.set("Nats-Sequence", String(missed));
    const late = LIVE + subjects.job(COMPANY, "north", state.jobId);
    world.broker.nats.publish(late, stored!.data, { headers });
    const last = await storeJob();
    await expect.poll(() => screen.jobs.at(-1), soon).toBe(last);
    expect([...screen.jobs].sort((a, b) => a - b)).toEqual([missed, next, last]);
  });
});

/** The gateway's own address of the broker, but for the wire before it. */
const throughWire = (wire: string) => world.broker.url.replace(/@.*/, `@${new URL(wire).host}`);

describe("a gateway that is cut off from NATS", () => {
  test("tells what was stored meanwhile before anything later, and once", async () => {
    const broker = Number(new URL(world.broker.url).port);
    const natsWire = await startWire([broker]);
    const gateway = await world.openGateway("gw-4", throughWire(natsWire.url));
    const screen = await new Follower(`http://127.0.0.1:${gateway.port}`).begun();
    const stored = [await storeJob(), await storeJob("south")];
    await expect.poll(() => screen.jobs, soon).toEqual(stored);
    for (let outage = 0; outage < 3; outage++) {
      const streaming = stream(1500);
      await pause(300);
      natsWire.kill(broker);
      await pause(500);
      natsWire.revive(broker);
      stored.push(...(await streaming).jobs);
      await expect.poll(() => screen.jobs.at(-1), { timeout: 8000 }).toBe(stored.at(-1));
      expect(screen.jobs).toEqual(stored);
    }
    expect(screen.required).toEqual([]);
    screen.socket.disconnect();
    await gateway.stop(AbortSignal.abort());
    natsWire.stop();
  });

  test("for long lets its screens read the lists", { timeout: 60_000 }, async () => {
    const broker = Number(new URL(world.broker.url).port);
    const natsWire = await startWire([broker]);
    const gateway = await world.openGateway("gw-5", throughWire(natsWire.url));
    const screen = await new Follower(`http://127.0.0.1:${gateway.port}`).begun();
    natsWire.kill(broker);
    await pause(100);
    for (let count = 0; count < 12; count++)
      await Promise.all(Array.from({ length: 100 }, () => storeJob()));
    natsWire.revive(broker);
    await expect.poll(() => screen.required, { timeout: 8000 }).toEqual([{ reason: "too-many" }]);
    const next = await storeJob();
    await expect.poll(() => screen.jobs, soon).toEqual([next]);
    screen.socket.disconnect();
    await gateway.stop(AbortSignal.abort());
    natsWire.stop();
  });
});

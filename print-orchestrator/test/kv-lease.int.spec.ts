/** A bug here would look like: two owners at once, or nobody after the owner died. */
import type { KV } from "@nats-io/kv";
import { connectNats, pause } from "@printermaster/runtime";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { KvLease, openLeases } from "../src/leases/kv-lease.ts";
import { log, startBroker, type Broker } from "./broker.ts";

describe("a lease", () => {
  let broker: Broker;
  beforeAll(async () => {
    broker = await startBroker();
  });
  afterAll(() => broker.stop());

  async function contender(
    name: string,
    key: string,
    owners: Set<string>,
    first?: (kv: KV) => Promise<number>,
  ) {
    const connection = await connectNats(broker.url, name, log);
    const open = async () => {
      const kv = await openLeases(connection, 1);
      if (first) withFirst(kv, first);
      return kv;
    };
    const lease = new KvLease(open, key, name, log);
    lease.run(async (lost) => {
      owners.add(name);
      while (!lost.aborted) await pause(20, lost);
      owners.delete(name);
    });
    return { connection, lease };
  }

  /** What the server does not answer, or not in time, the first time it is asked. */
  function withFirst(kv: KV, first: (kv: KV) => Promise<number>): void {
    const create = kv.create.bind(kv);
    const real = { ...kv, create } as KV;
    kv.create = () => {
      kv.create = create;
      return first(real);
    };
  }

  async function until(condition: () => boolean): Promise<number> {
    const start = Date.now();
    while (!condition()) {
      if (Date.now() - start > 20_000) throw new Error("it did not happen within 20 s");
      await pause(20);
    }
    return Date.now() - start;
  }

  it("has one owner, and the next at once when that one leaves", async () => {
    const owners = new Set<string>();
    const all = await Promise.all(["a", "b", "c"].map((name) => contender(name, "leave", owners)));
    await until(() => owners.size === 1);
    const [first] = owners;
    await all.find((_, index) => "abc"[index] === first)!.lease.stop();
    await until(() => owners.size === 1 && !owners.has(first!));
    await Promise.all(all.map(({ lease }) => lease.stop()));
    await Promise.all(all.map(({ connection }) => connection.close()));
  });

  it("taken at the moment of stopping is given back", async () => {
    for (let round = 0; round < 20; round++) {
      const owners = new Set<string>();
      const { connection, lease } = await contender(`early${round}`, "stopping", owners);
      await lease.stop();
      expect(owners.size).toBe(0);
      await connection.close();
    }
  });

  it("is asked for again when the node that was asked has died", async () => {
    const owners = new Set<string>();
    const unanswered = () => new Promise<number>(() => {});
    const { connection, lease } = await contender("asker", "unanswered", owners, unanswered);
    await until(() => owners.has("asker"));
    await lease.stop();
    await connection.close();
  });

  it("granted after nobody waits for it any more is given back, not kept until it expires", async () => {
    const owners = new Set<string>();
    const told: string[] = [];
    const kv = await openLeases(broker.connection, 1);
    const watch = await kv.watch({ key: "late" });
    const watching = (async () => {
      for await (const { operation } of watch) told.push(operation);
    })();
    const answered = Promise.withResolvers<void>();
    const late = async (kv: KV) => {
      const revision = await kv.create("late", "asker");
      await answered.promise;
      return revision;
    };
    const { connection, lease } = await contender("asker", "late", owners, late);
    await until(() => told.length === 1);
    // Much longer than an answer is waited for; renewed by nobody, it would be gone a second later.
    await pause(1200);
    answered.resolve();
    await until(() => owners.has("asker"));
    expect(told.slice(0, 2)).toEqual(["PUT", "DEL"]);
    await lease.stop();
    watch.stop();
    await watching;
    await connection.close();
  });

  it("passes on when its owner cannot renew, who stops before another begins", async () => {
    const owners = new Set<string>();
    let most = 0;
    const watch = setInterval(() => (most = Math.max(most, owners.size)), 1);
    const first = await contender("first", "cut", owners);
    await until(() => owners.has("first"));
    const second = await contender("second", "cut", owners);
    await first.connection.close();
    await until(() => owners.has("second"));
    clearInterval(watch);
    expect(most).toBe(1);
    await Promise.all([first.lease.stop(), second.lease.stop()]);
    await second.connection.close();
  });
});

/** A bug here would look like: two owners at once, or nobody after the owner died. */
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

  async function contender(name: string, key: string, owners: Set<string>) {
    const connection = await connectNats(broker.url, name, log);
    const lease = new KvLease(() => openLeases(connection, 1), key, name, log);
    lease.run(async (lost) => {
      owners.add(name);
      while (!lost.aborted) await pause(20, lost);
      owners.delete(name);
    });
    return { connection, lease };
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

/**
 * A bug here would look like: a job that no owner ever looks at again, because a snapshot forgot it; a queue
 * out of order after a takeover; or a takeover that takes as long as the log is old.
 */
import { deflateSync, inflateSync } from "node:zlib";
import { jetstreamManager } from "@nats-io/jetstream";
import { Kvm, type KV } from "@nats-io/kv";
import {
  hasEnded,
  headers,
  PRINT_LOG,
  snapshots as declared,
  StoredJobEvent,
  subjects,
} from "@printermaster/contracts";
import { pause } from "@printermaster/runtime";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { handleCommand } from "../src/jobs/app/handle-command.ts";
import { Snapshots, type Snapshot } from "../src/saga/adapters/snapshots.ts";
import { log, newId, startBroker, type Broker } from "./broker.ts";

import { agentThatSpools, startOwner, until, type Owner } from "./owner.ts";

describe("a snapshot", () => {
  let broker: Broker;
  let kv: KV;
  let owners: Owner[];

  beforeEach(async () => {
    broker = await startBroker();
    kv = await new Kvm(broker.connection).open(declared.bucket);
    owners = [];
    await broker.hello();
  });
  afterEach(async () => {
    owners.forEach(({ lost }) => lost.abort());
    await Promise.all(owners.map(({ ended }) => ended));
    await broker.stop();
  });

  function own(): Owner {
    const owner = startOwner(broker);
    owners.push(owner);
    return owner;
  }
  async function giveUp(owner: Owner): Promise<void> {
    owner.lost.abort();
    await owner.ended;
  }
  async function submitted(key: string): Promise<string> {
    const answer = await broker.submit(key);
    if (!answer.ok) throw new Error(answer.error.code);
    return answer.value.job.jobId;
  }
  const addressOf = (jobId: string) => ({ company: "demo", branch: "oldtown", jobId });
  const jobNow = async (jobId: string) => (await broker.jobs.jobs.load(addressOf(jobId))).job;
  const expire = (jobId: string) =>
    handleCommand(broker.jobs.jobs, addressOf(jobId), {
      type: "ExpirePrint",
      at: new Date().toISOString(),
    });
  const untilHeld = (...ids: string[]) =>
    until("all held", async () => {
      const jobs = await Promise.all(ids.map(jobNow));
      return jobs.every((job) => job?.status === "pending-held");
    });
  async function stored(): Promise<Snapshot | undefined> {
    const entry = await kv.get(declared.saga);
    return entry ? (JSON.parse(inflateSync(entry.value).toString()) as Snapshot) : undefined;
  }
  const store = (body: Uint8Array | string) => kv.put(declared.saga, body);
  const encoded = (snapshot: Snapshot) => deflateSync(JSON.stringify(snapshot));
  const theLog = async () => (await broker.streams.client.streams.get(PRINT_LOG)).info();

  /** Three jobs that wait for an unreachable agent, and a snapshot of them. */
  async function threeWaiting(): Promise<string[]> {
    const ids = [await submitted("one"), await submitted("two"), await submitted("three")];
    const owner = own();
    await untilHeld(ids[0]!);
    await giveUp(owner);
    return ids;
  }

  describe("of an owner that gave up", () => {
    it("names the open jobs in the order of their queue", async () => {
      const ids = await threeWaiting();
      const snapshot = await stored();
      expect(snapshot?.open.map(({ jobId }) => jobId)).toEqual(ids);
      expect(snapshot?.position).toBeGreaterThanOrEqual(ids.length);
    });

    it("keeps the trace that each job was submitted in", async () => {
      const [first] = await threeWaiting();
      const { job } = await broker.jobs.jobs.load(addressOf(first!));
      const traceparent = `00-${"a".repeat(32)}-${"b".repeat(16)}-01`;
      await broker.streams.append(PRINT_LOG, {
        subject: subjects.job("demo", "oldtown", "traced"),
        id: newId(),
        body: { id: newId(), at: job!.submittedAt, data: {}, state: { ...job, jobId: "traced" } },
        expected: 0,
        headers: { [headers.type]: "PrintSubmitted", [headers.version]: "1", traceparent },
      });
      for (const knownBy of ["the log", "the snapshot"]) {
        const owner = own();
        await until("it has begun", owner.begun);
        await giveUp(owner);
        expect((await stored())?.open.at(-1)).toMatchObject({ jobId: "traced", traceparent });
        await submitted(knownBy).then(expire);
      }
    });

    it("lets the next one go on in that order, and then with what came after it", async () => {
      const ids = await threeWaiting();
      ids.push(await submitted("four"), await submitted("five"));
      const agent = agentThatSpools(broker.connection);
      const next = own();
      await until("five offers", () => agent.offered.length === 5);
      expect(agent.offered.map(({ jobId }) => jobId)).toEqual(ids);
      expect(next.errors).toEqual([]);
    });

    it("saves reading what was before it", async () => {
      const [, , third] = await threeWaiting();
      const snapshot = await stored();
      // Were the log read from its beginning, all three would be found. What its owner wrote last, it need not have read.
      const position = (await theLog()).state.last_seq;
      await store(encoded({ ...snapshot!, position, open: snapshot!.open.slice(2) }));
      const agent = agentThatSpools(broker.connection);
      own();
      const fourth = await submitted("four");
      await until("the fourth", () => agent.offered.at(-1)?.jobId === fourth);
      expect(agent.offered.map(({ jobId }) => jobId)).toEqual([third, fourth]);
    });

    it("does not bring back a job that has ended since", async () => {
      const [first, second, third] = await threeWaiting();
      await expire(first!);
      await expire(third!);
      const agent = agentThatSpools(broker.connection);
      own();
      const fourth = await submitted("four");
      await until("the fourth", () => agent.offered.at(-1)?.jobId === fourth);
      expect(agent.offered.map(({ jobId }) => jobId)).toEqual([second, fourth]);
    });
  });

  it("older than what the log still holds lets its owner begin at the first event", async () => {
    const [, , third] = await threeWaiting();
    const old = { ...(await stored())!, position: 1, open: [] };
    await age(broker);
    await submitted("four").then(expire);
    const fifth = await submitted("five");
    expect((await theLog()).state.first_seq).toBeGreaterThan(old.position + 1);
    await store(encoded({ ...old, open: [{ ...addressOf(third!) }] }));
    const agent = agentThatSpools(broker.connection);
    const next = own();
    await until("the fifth", () => agent.offered.length === 1);
    expect(agent.offered[0]).toMatchObject({ jobId: fifth });
    expect(next.errors).toEqual(["the log has forgotten an open job"]);
  });

  it.each<[string, (good: Snapshot) => Uint8Array | string, RegExp]>([
    ["is garbage", () => "garbage", /cannot be read/],
    ["was cut off", (good) => encoded(good).subarray(0, -9), /cannot be read/],
    [
      "is of a later version",
      (good) => encoded({ ...good, version: 3 } as unknown as Snapshot),
      /cannot be read/,
    ],
    ["is of another log", (good) => encoded({ ...good, logOf: "another" }), /another log/],
    ["lies behind the end", (good) => encoded({ ...good, position: 1e6 }), /another log/],
  ])("that %s is told of, and the log read from its beginning", async (_, spoil, told) => {
    const ids = await threeWaiting();
    await store(spoil({ ...(await stored())!, open: [] }));
    const agent = agentThatSpools(broker.connection);
    const next = own();
    await until("three offers", () => agent.offered.length === 3);
    expect(agent.offered.map(({ jobId }) => jobId)).toEqual(ids);
    expect(next.errors).toEqual([expect.stringMatching(told)]);
    await giveUp(next);
    expect((await stored())?.open.map(({ jobId }) => jobId)).toEqual(ids);
  });

  it("never goes back, whoever writes in whatever order", async () => {
    const seen: number[] = [];
    const watch = await kv.watch({ key: declared.saga });
    const watching = (async () => {
      for await (const { value } of watch)
        seen.push((JSON.parse(inflateSync(value).toString()) as Snapshot).position);
    })();
    const { created } = await theLog();
    const at = (position: number): Snapshot => ({
      version: 2,
      logOf: created,
      position,
      open: [],
      memories: {},
    });
    const writers = await Promise.all(
      Array.from({ length: 4 }, () => Snapshots.open(broker.streams.client, log)),
    );
    const [paused] = writers;
    await paused!.newest(created);
    await paused!.save(at(10));
    await Promise.all(
      writers.slice(1).map(async (writer) => {
        await writer.newest(created);
        for (let n = 0; n < 50; n++) await writer.save(at(11 + Math.floor(Math.random() * 1000)));
      }),
    );
    const before = await stored();
    await paused!.save(at(11));
    expect(await stored()).toEqual(before);
    await paused!.save(at(5000));
    expect((await stored())?.position).toBe(5000);
    await until("all seen", () => seen.at(-1) === 5000);
    watch.stop();
    await watching;
    expect(seen).toEqual([...new Set(seen)].sort((one, other) => one - other));
    expect(seen.length).toBeGreaterThan(2);
  });

  it("names every job submitted up to its position that is still open", async () => {
    agentThatSpools(broker.connection);
    const taken: Snapshot[] = [];
    broker.connection.subscribe(`$KV.${declared.bucket}.${declared.saga}`, {
      callback: (_, { data }) => {
        taken.push(JSON.parse(inflateSync(data).toString()) as Snapshot);
      },
    });
    const owner = startOwner(broker, { lookMs: 1, events: 1 });
    owners.push(owner);
    await until("it has begun", owner.begun);
    const lane = async (name: string) => {
      for (let n = 0; n < 100; n++) {
        const jobId = await submitted(`${name}${n}`);
        if (n % 2 === 0) await expire(jobId);
      }
    };
    await Promise.all(["a", "b", "c"].map(lane));
    await giveUp(owner);
    await broker.connection.flush();
    expect(taken.length).toBeGreaterThan(20);
    const jobs = await lives(broker);
    for (const { position, open } of taken) {
      const named = new Set(open.map(({ jobId }) => jobId));
      for (const [jobId, { submittedAt, endsAt }] of jobs) {
        if (submittedAt <= position && !endsAt)
          expect(named, `${jobId} at ${submittedAt} of ${position}`).toContain(jobId);
        if (submittedAt > position || (endsAt ?? Infinity) <= position)
          expect(named).not.toContain(jobId);
      }
    }
  });

  it("is not waited for by an owner that lost the lease before it knew the log", async () => {
    await submitted("any");
    for (const ms of [0, 0, 1, 2, 4, 8, 16]) {
      const owner = startOwner(broker);
      if (ms > 0) await pause(ms);
      await giveUp(owner);
    }
    expect(await broker.streams.lastSequence(PRINT_LOG)).toBeGreaterThan(0);
  });

  it("outlives events that nobody can read", async () => {
    await threeWaiting();
    const subject = subjects.job("demo", "oldtown", "poisoned");
    await broker.streams.client.publish(subject, "not even JSON");
    await broker.streams.client.publish(subject, '{"state":{}}');
    const agent = agentThatSpools(broker.connection);
    const next = own();
    const last = await submitted("behind");
    await until("what came after them", () => agent.offered.at(-1)?.jobId === last);
    expect(next.errors).toHaveLength(2);
    await giveUp(next);
    // The poisoned one until it is ended, which nobody had the time for.
    const named = (await stored())?.open.map(({ jobId }) => jobId);
    expect(named).toEqual(expect.arrayContaining([last, "poisoned"]));
  });
});

/** Lets everything in the log age out, as after its seven days. */
async function age({ connection }: Broker): Promise<void> {
  const manager = await jetstreamManager(connection);
  const { config } = await manager.streams.info(PRINT_LOG);
  await manager.streams.update(PRINT_LOG, { max_age: 200_000_000, duplicate_window: 200_000_000 });
  await until("an empty log", async () => {
    const { state } = await manager.streams.info(PRINT_LOG);
    return state.messages === 0;
  });
  const { max_age, duplicate_window } = config;
  await manager.streams.update(PRINT_LOG, { max_age, duplicate_window });
}

/** Of each job in the log: where it was submitted, and where it ended. */
async function lives({ streams }: Broker) {
  const found = new Map<string, { submittedAt: number; endsAt?: number }>();
  const consumer = await streams.client.consumers.get(PRINT_LOG);
  const { num_pending } = await consumer.info();
  for await (const message of await consumer.fetch({ max_messages: num_pending, expires: 5000 })) {
    const { state } = StoredJobEvent.parse(message.json());
    const life = found.get(state.jobId) ?? { submittedAt: message.seq };
    found.set(state.jobId, hasEnded(state.status) ? { ...life, endsAt: message.seq } : life);
  }
  return found;
}

/** A bug here would look like: an owner that has forgotten what the one before it had learned of each printer. */
import { deflateSync, inflateSync } from "node:zlib";
import { Kvm, type KV } from "@nats-io/kv";
import {
  PRINT_LOG,
  snapshots as declared,
  subjects,
  verbOfAgentSubject,
  type PrinterDescription,
} from "@printermaster/contracts";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { recordReport } from "../src/jobs/app/record-report.ts";
import { Snapshots, type Snapshot } from "../src/saga/adapters/snapshots.ts";
import { log, startBroker, type Broker } from "./broker.ts";
import type { Pace } from "../src/saga/adapters/own-saga.ts";
import { ordinary, startOwner, until, type Owner } from "./owner.ts";

const ENOUGH = 20;

describe("what an owner of the saga has learned", () => {
  let broker: Broker;
  let kv: KV;
  let aheadMs: number;
  let owners: Owner[];
  /** Asked what became of them. */
  let queried: string[];
  let offered: string[];

  beforeEach(async () => {
    broker = await startBroker();
    kv = await new Kvm(broker.connection).open(declared.bucket);
    aheadMs = 0;
    owners = [];
    queried = [];
    offered = [];
    await broker.hello();
    listen();
  });
  afterEach(async () => {
    await Promise.all(owners.map(giveUp));
    await broker.stop();
  });

  /** Spools everything, and has finished nothing when it is asked. */
  function listen(): void {
    broker.connection.subscribe(subjects.agentAnyVerb("demo", "oldtown", "agent1"), {
      callback: (_, message) => {
        const { jobId } = message.json<{ jobId: string }>();
        const asked = verbOfAgentSubject(message.subject) === "query";
        (asked ? queried : offered).push(jobId);
        const known = { known: true, attempt: 1, state: "spooled", revoked: false };
        message.respond(JSON.stringify({ ok: true, value: asked ? known : { state: "spooled" } }));
      },
    });
  }
  function own(pace?: Pace): Owner {
    const owner = startOwner(broker, pace, {
      ...ordinary,
      now: () => new Date(Date.now() + aheadMs),
    });
    owners.push(owner);
    return owner;
  }
  async function giveUp(owner: Owner): Promise<void> {
    owner.lost.abort();
    await owner.ended;
  }
  async function submitted(key: string, over: object = {}): Promise<string> {
    const answer = await broker.submit(key, over);
    if (!answer.ok) throw new Error(answer.error.code);
    return answer.value.job.jobId;
  }
  async function stored(): Promise<Snapshot | undefined> {
    const entry = await kv.get(declared.saga);
    return entry ? (JSON.parse(inflateSync(entry.value).toString()) as Snapshot) : undefined;
  }
  const store = (snapshot: object) => kv.put(declared.saga, deflateSync(JSON.stringify(snapshot)));

  /** So many quick completions that this printer is known to need no more than the least time. */
  async function learned(): Promise<void> {
    const owner = own({ lookMs: 20, events: 1 });
    for (let n = 0; n < ENOUGH; n++) {
      const jobId = await submitted(`learn${n}`);
      await until("its offer", () => offered.includes(jobId));
      const at = new Date().toISOString();
      const paper = { proof: "fenced", paperHash: "a".repeat(64), bytes: 1 } as const;
      const outcome = { result: "completed", ...paper, startedAt: at, endedAt: at } as const;
      const report = { jobId, agentId: "agent1", attempt: 1, outcome };
      await recordReport(broker.jobs, "demo", "oldtown", report);
    }
    const last = await broker.streams.lastSequence(PRINT_LOG);
    await until("a snapshot of all", async () => (await stored())?.position === last);
    await giveUp(owner);
  }

  /** Whether the outcome of a new job is missed twenty seconds after its dispatch. */
  async function missesSoon(): Promise<boolean> {
    const waiting = { agentId: "agent2", printers: [{ ...printer, printerId: "printer2" }] };
    await broker.hello(waiting);
    const late = await submitted("late", { printerId: "printer2", deadlineSeconds: 9 });
    const jobId = await submitted("new");
    await until("its offer", () => offered.includes(jobId));
    // Before it is offered, it is asked about as well, to find out whether the agent is there.
    queried.length = 0;
    aheadMs = 20_000;
    // One sweep looks at deadlines first, then at outcomes; the second one has seen both.
    for (const expired of [
      late,
      await submitted("later", { printerId: "printer2", deadlineSeconds: 1 }),
    ])
      await until("a sweep", async () => {
        const address = { company: "demo", branch: "oldtown", jobId: expired };
        return (await broker.jobs.jobs.load(address)).job?.status === "aborted";
      });
    return queried.includes(jobId);
  }

  it("is known to the next", async () => {
    await learned();
    own();
    expect(await missesSoon()).toBe(true);
  });

  it("is not in a snapshot of the first version, from which the next goes on all the same", async () => {
    await learned();
    const { memories: _, ...snapshot } = (await stored())!;
    await store({ ...snapshot, version: 1 });
    const next = own();
    expect(await missesSoon()).toBe(false);
    expect(next.errors).toEqual([]);
    await giveUp(next);
    expect(await stored()).toMatchObject({ version: 2 });
  });

  it("is begun anew when it cannot be read", async () => {
    await learned();
    const snapshot = await stored();
    await store({ ...snapshot, memories: { "report-timeouts": { samples: "many" } } });
    const next = own();
    expect(await missesSoon()).toBe(false);
    expect(next.errors).toEqual(["it cannot be read: it begins empty"]);
  });

  it("is left out of a snapshot that would be too large for the server", async () => {
    const { created } = await (await broker.streams.client.streams.get(PRINT_LOG)).info();
    const snapshots = await Snapshots.open(broker.streams.client, log);
    const large = Array.from({ length: 1_200_000 }, () => Math.floor(Math.random() * 1e6));
    const open = [{ company: "demo", branch: "oldtown", jobId: "kept" }];
    const memories = { large };
    await snapshots.save({ version: 2, logOf: created, position: 5, open, memories });
    expect(await snapshots.newest(created)).toMatchObject({ position: 5, open, memories: {} });
  });
});

const printer = {
  printerId: "printer1",
  name: "Bar",
  kind: "tcp",
  columns: 48,
  state: "idle",
  reasons: [],
} satisfies PrinterDescription;

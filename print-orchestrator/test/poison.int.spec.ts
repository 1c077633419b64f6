/**
 * A bug here would look like: a job that hangs for ever behind an event that nobody can read, one that is printed again
 * although that event may have been its dispatch, or a printer that no command reaches any more.
 */
import { Kvm } from "@nats-io/kv";
import { inflateSync } from "node:zlib";
import { headers as natsHeaders } from "@nats-io/transport-node";
import { headers, snapshots, subjects, type JobStatus } from "@printermaster/contracts";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { cancelPrint } from "../src/jobs/app/cancel-print.ts";
import { handleCommand } from "../src/jobs/app/handle-command.ts";
import { recordReport } from "../src/jobs/app/record-report.ts";
import type { Snapshot } from "../src/saga/adapters/snapshots.ts";
import { newId, startBroker, type Broker } from "./broker.ts";
import { agentThatSpools, startOwner, until, type Owner } from "./owner.ts";

const GARBAGE = "not even JSON";

describe("an event that nobody can read", () => {
  let broker: Broker;
  let owners: Owner[];

  beforeEach(async () => {
    broker = await startBroker();
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
  async function submitted(key: string, over: object = {}): Promise<string> {
    const answer = await broker.submit(key, over);
    if (!answer.ok) throw new Error(answer.error.code);
    return answer.value.job.jobId;
  }
  const addressOf = (jobId: string) => ({ company: "demo", branch: "oldtown", jobId });
  const subjectOf = (jobId: string) => subjects.job("demo", "oldtown", jobId);
  const load = (jobId: string) => broker.jobs.jobs.load(addressOf(jobId));
  const untilStatus = (jobId: string, status: JobStatus) =>
    until(status, async () => (await load(jobId)).job?.status === status);
  const untilReadable = (jobId: string) =>
    until("it can be read", async () => {
      const { job, unreadable } = await load(jobId);
      return job !== undefined && !unreadable;
    });
  const store = (subject: string, body: string, version?: string) => {
    const all = natsHeaders();
    if (version) all.set(headers.type, "PrintHeld");
    if (version) all.set(headers.version, version);
    return broker.streams.client.publish(subject, body, { headers: all });
  };
  const poison = (jobId: string) => store(subjectOf(jobId), GARBAGE);
  const typesOf = (jobId: string) => typesIn(subjectOf(jobId));
  const typesIn = async (subject: string) => {
    const types: string[] = [];
    for await (const message of broker.streams.history("PRINT_EVT_V1", subject))
      types.push(message.header.get(headers.type));
    return types;
  };
  async function dispatched(key: string): Promise<string> {
    const jobId = await submitted(key);
    const at = new Date().toISOString();
    const route = { agentId: "agent1", session: newId(), spoolGeneration: 1 };
    await handleCommand(broker.jobs.jobs, addressOf(jobId), {
      type: "DispatchPrint",
      at,
      ...route,
    });
    return jobId;
  }
  const canceledBy = { kind: "user", id: "user1", name: "Olive" } as const;
  const outcome = {
    result: "completed",
    proof: "fenced",
    paperHash: "a".repeat(64),
    bytes: 1,
    startedAt: new Date().toISOString(),
    endedAt: new Date().toISOString(),
  } as const;
  const report = (jobId: string) =>
    recordReport(broker.jobs, "demo", "oldtown", { jobId, agentId: "agent1", attempt: 1, outcome });

  it.each([
    ["garbage", GARBAGE, undefined],
    ["of a wrong shape", '{"state":{}}', "1"],
    ["without a version", '{"state":{}}', undefined],
  ])("%s ends its job, which others do not wait for", async (_, body, version) => {
    own();
    const jobId = await submitted("first");
    await untilStatus(jobId, "pending-held");
    await store(subjectOf(jobId), body, version);
    const agent = agentThatSpools(broker.connection);
    await untilStatus(jobId, "aborted");
    const { job, unreadable } = await load(jobId);
    expect(job).toMatchObject({ reason: "print-result-unknown", title: "" });
    expect(job?.detail).toMatch(/cannot be read/);
    expect(unreadable).toBeUndefined();
    const next = await submitted("second");
    await until("the second", () => agent.offered.some((offer) => offer.jobId === next));
    expect(agent.offered.map((offer) => offer.jobId)).not.toContain(jobId);
  });

  it("lets no command but its ending at the job, and says that it is a matter of waiting", async () => {
    const jobId = await dispatched("barred");
    await poison(jobId);
    const barred = { ok: false, error: { code: "unreadable-job", retryable: true } };
    expect(await report(jobId)).toMatchObject(barred);
    expect(await broker.submit("barred")).toMatchObject(barred);
    const cancel = { jobId, canceledBy };
    expect(await cancelPrint(broker.cancel, "demo", "oldtown", cancel)).toMatchObject(barred);
    expect((await load(jobId)).job).toMatchObject({ status: "processing", attempt: 1 });
  });

  it("makes a dispatched job unconfirmed, until its agent's report settles it", async () => {
    const jobId = await dispatched("settled");
    await poison(jobId);
    own();
    await untilStatus(jobId, "aborted");
    expect((await load(jobId)).job).toMatchObject({ reason: "print-result-unknown" });
    expect(await report(jobId)).toMatchObject({ ok: true, value: { recorded: true } });
    expect(await typesOf(jobId)).toEqual([
      "PrintSubmitted",
      "PrintDispatched",
      "",
      "PrintUnreadable",
      "PrintCompleted",
    ]);
  });

  it("changes nothing of a job that had ended", async () => {
    const jobId = await submitted("over");
    const cancel = { jobId, canceledBy };
    await cancelPrint(broker.cancel, "demo", "oldtown", cancel);
    await poison(jobId);
    own();
    const other = await dispatched("other");
    await poison(other);
    await untilStatus(other, "aborted");
    expect(await typesOf(jobId)).toEqual(["PrintSubmitted", "PrintCanceled", ""]);
    const answer = await cancelPrint(broker.cancel, "demo", "oldtown", cancel);
    expect(answer).toMatchObject({ ok: false, error: { code: "already-ended" } });
    expect(await broker.submit("over")).toMatchObject({ ok: true, value: { replayed: true } });
  });

  it("that is all there is of a job ends it as one that may have been printed", async () => {
    await poison("foundling");
    own();
    await untilStatus("foundling", "aborted");
    const { job } = await load("foundling");
    expect(job).toMatchObject({ ...addressOf("foundling"), reason: "print-result-unknown" });
  });

  it("under names that no job can have is passed over", async () => {
    const slot = subjectOf("job").split(".")[2];
    const other = slot === "00" ? "01" : "00";
    const elsewhere = subjectOf("job").replace(`.${slot}.`, `.${other}.`);
    await store(elsewhere, GARBAGE);
    await store(subjects.job("demo", "oldtown", "UPPER"), GARBAGE);
    const owner = own();
    const jobId = await dispatched("after");
    await poison(jobId);
    await untilStatus(jobId, "aborted");
    expect(owner.errors.filter((text) => /of no job/.test(text))).toHaveLength(2);
    expect(await typesIn(elsewhere)).toEqual([""]);
    expect(await typesOf("UPPER")).toEqual([""]);
  });

  it("is owed its ending by the next owner, although the snapshot lies behind it", async () => {
    const jobId = await dispatched("owed");
    await submitted("behind");
    await poison(jobId);
    const first = own();
    await until("it has begun", first.begun);
    await giveUp(first);
    const { position } = (await snapshotNow())!;
    expect(position).toBeGreaterThanOrEqual(4);
    expect((await load(jobId)).unreadable).toBe("poisoned");
    own();
    await untilReadable(jobId);
    expect((await typesOf(jobId)).at(-1)).toBe("PrintUnreadable");
  });

  it("but a newer version is left alone, kept in mind, and known again when it can be read", async () => {
    const jobId = await dispatched("newer");
    const { job } = await load(jobId);
    await store(subjectOf(jobId), '{"of":"the future"}', "2");
    const agent = agentThatSpools(broker.connection);
    const first = own();
    const other = await submitted("other");
    await until("the other", () => agent.offered.some((offer) => offer.jobId === other));
    // As long as it takes to end one that is poisoned.
    const poisoned = await dispatched("poisoned");
    await poison(poisoned);
    await untilStatus(poisoned, "aborted");
    expect(first.errors.filter((text) => /newer version/.test(text))).toHaveLength(1);
    const barred = { ok: false, error: { code: "unreadable-job" } };
    expect(await report(jobId)).toMatchObject(barred);
    await giveUp(first);
    expect((await snapshotNow())?.open.map((one) => one.jobId)).toContain(jobId);
    const second = own();
    await until("it has begun", second.begun);
    expect(await typesOf(jobId)).toEqual(["PrintSubmitted", "PrintDispatched", "PrintHeld"]);
    expect(agent.offered.map((offer) => offer.jobId)).not.toContain(jobId);
    const held = { id: newId(), at: job!.updatedAt, data: {}, state: job };
    await store(subjectOf(jobId), JSON.stringify(held), "1");
    await until("its offer", () => agent.offered.some((offer) => offer.jobId === jobId));
  });

  async function snapshotNow(): Promise<Snapshot | undefined> {
    const entry = await (
      await new Kvm(broker.connection).open(snapshots.bucket)
    ).get(snapshots.saga);
    return entry ? (JSON.parse(inflateSync(entry.value).toString()) as Snapshot) : undefined;
  }

  describe("in the fleet's log", () => {
    const agentSubject = subjects.fleetAgent("demo", "oldtown", "agent1");
    const printerSubject = subjects.fleetPrinter("demo", "oldtown", "printer1");

    it("leaves agent and printer as they were last known, for whoever is new", async () => {
      await store(agentSubject, GARBAGE);
      await store(printerSubject, GARBAGE);
      const agent = agentThatSpools(broker.connection);
      const owner = own();
      const jobId = await submitted("served");
      await until("its offer", () => agent.offered.length > 0);
      expect(agent.offered).toMatchObject([{ jobId }]);
      expect(owner.errors).toHaveLength(2);
    });

    it("is followed by the next hello as if it were not there", async () => {
      await store(agentSubject, GARBAGE);
      await store(printerSubject, '{"state":{}}');
      const before = await broker.fleet.fleet.agent("demo", "oldtown", "agent1");
      expect(before.state).toMatchObject({ connected: true });
      expect(await broker.hello({ session: "s9" })).toMatchObject({ ok: true });
      const after = await broker.fleet.fleet.agent("demo", "oldtown", "agent1");
      expect(after).toMatchObject({ state: { session: "s9", spoolGeneration: 1 } });
      expect(after.sequence).toBeGreaterThan(before.sequence);
    });

    it("that is all there is of an agent does not keep it from coming", async () => {
      await store(subjects.fleetAgent("demo", "oldtown", "agent7"), GARBAGE);
      expect(await broker.hello({ agentId: "agent7" })).toMatchObject({ ok: true });
    });
  });
});

describe("a document that nobody can read", () => {
  let broker: Broker;
  beforeEach(async () => {
    broker = await startBroker();
    await broker.hello();
  });
  afterEach(() => broker.stop());

  it.each([
    ["garbage", GARBAGE],
    ["of no kind that can be printed", '{"document":{"kind":"hologram"}}'],
  ])("%s makes its job a dead letter at once, and others print", async (_, body) => {
    const answers = [await broker.submit("spoiled"), await broker.submit("good")];
    const [spoiled, good] = answers.map((answer) => (answer.ok ? answer.value.job.jobId : ""));
    const address = { company: "demo", branch: "oldtown", jobId: spoiled! };
    const { job } = await broker.jobs.jobs.load(address);
    const all = natsHeaders();
    all.set(headers.bodyHash, job!.bodyHash);
    const subject = subjects.document("demo", "oldtown", spoiled!);
    await broker.streams.client.publish(subject, body, { headers: all });
    const agent = agentThatSpools(broker.connection);
    const owner = startOwner(broker);
    await until("the good one", () => agent.offered.length > 0);
    expect(agent.offered.map(({ jobId }) => jobId)).toEqual([good]);
    const ended = await broker.jobs.jobs.load(address);
    expect(ended.job).toMatchObject({
      status: "aborted",
      reason: "aborted-by-system",
      deadLetter: "waiting",
      attempt: 0,
    });
    expect(ended.job?.detail).toMatch(/document cannot be read/);
    owner.lost.abort();
    await owner.ended;
  });
});

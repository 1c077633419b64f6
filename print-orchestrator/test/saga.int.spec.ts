/** A bug here would look like: a job nobody picks up again, one sent twice, or a queue out of order. */
import { AgentJob, subjects, verbOfAgentSubject, type JobStatus } from "@printermaster/contracts";
import { jetstreamManager } from "@nats-io/jetstream";
import { pause } from "@printermaster/runtime";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { unregisterAgent } from "../src/fleet/app/register-agent.ts";
import { cancelPrint } from "../src/jobs/app/cancel-print.ts";
import { handleCommand } from "../src/jobs/app/handle-command.ts";
import { recordReport } from "../src/jobs/app/record-report.ts";
import { storeJob } from "../src/jobs/app/store-job.ts";
import type { SubmitPrint } from "../src/jobs/domain/print-job.ts";
import { natsAgents } from "../src/fleet/adapters/nats-agents.ts";
import { ownSaga } from "../src/saga/adapters/own-saga.ts";
import { log, newId, startBroker, submission, type Broker } from "./broker.ts";
import { names } from "./owner.ts";

describe("the saga", () => {
  let broker: Broker;
  let owners: AbortController[];
  let running: Promise<void>[];
  /** How far the owners' clocks have moved on. */
  let aheadMs: number;

  beforeEach(async () => {
    broker = await startBroker();
    owners = [];
    running = [];
    aheadMs = 0;
  });
  afterEach(async () => {
    for (const owner of owners) owner.abort();
    await Promise.all(running);
    await broker.stop();
  });

  function own(): AbortController {
    const lost = new AbortController();
    const after = (ms: number, run: () => void) => {
      const timer = setTimeout(run, ms);
      return { cancel: () => clearTimeout(timer) };
    };
    const { jobs, documents, letters, origins } = broker.jobs;
    const deps = {
      jobs,
      origins,
      documents,
      letters,
      fleet: broker.fleet.fleet,
      now: () => new Date(Date.now() + aheadMs),
      chance: Math.random,
      ...names,
      after,
      log,
    };
    owners.push(lost);
    running.push(
      ownSaga(broker.streams, { ...deps, agents: natsAgents(broker.connection) }, lost.signal),
    );
    return lost;
  }

  const agentThatSpools = (answer: unknown = { ok: true, value: { state: "spooled" } }) =>
    agentThatSays(() => answer);

  /** Answers as an agent would; tells what it was offered. */
  function agentThatSays(answer: (verb: string) => unknown) {
    const offered: AgentJob[] = [];
    const subject = subjects.agentAnyVerb("demo", "oldtown", "agent1");
    const subscription = broker.connection.subscribe(subject, {
      callback: (_, message) => {
        if (message.subject.endsWith(".job")) offered.push(AgentJob.parse(message.json()));
        message.respond(JSON.stringify(answer(verbOfAgentSubject(message.subject))));
      },
    });
    return { offered, leave: () => subscription.unsubscribe() };
  }

  async function submitted(key: string, over: object = {}): Promise<string> {
    const answer = await broker.submit(key, over);
    if (!answer.ok) throw new Error(answer.error.code);
    return answer.value.job.jobId;
  }

  /** As the orchestrator stores what it was not simply asked to print. */
  async function stored(key: string, over: Partial<SubmitPrint>): Promise<string> {
    const jobId = newId();
    const now = new Date();
    const { printerId, class: jobClass, title, document, submittedBy } = submission(key);
    const address = { company: "demo", branch: "oldtown", correlationId: "c1", traceId: undefined };
    const what = { printerId, class: jobClass, title, submittedBy, documentKind: document.kind };
    const expiresAt = new Date(now.getTime() + 600_000).toISOString();
    const command = { type: "SubmitPrint", at: now.toISOString(), jobId, expiresAt } as const;
    const whole = { ...command, ...address, ...what, bodyHash: key, ...over };
    await storeJob(broker.jobs, whole, document);
    return jobId;
  }

  const jobNow = async (jobId: string) =>
    (await broker.jobs.jobs.load({ company: "demo", branch: "oldtown", jobId })).job;

  async function until(condition: () => Promise<boolean> | boolean): Promise<void> {
    for (let tries = 0; tries < 600; tries++) {
      if (await condition()) return;
      await pause(25);
    }
    throw new Error("it did not happen within 15 s");
  }
  const untilStatus = (jobId: string, status: JobStatus) =>
    until(async () => (await jobNow(jobId))?.status === status);

  it("dispatches in submitted order, `PrintDispatched` before the request", async () => {
    await broker.hello();
    const agent = agentThatSpools();
    own();
    const ids = [];
    for (let n = 0; n < 10; n++) ids.push(await submitted(`order${n}`));
    await until(() => agent.offered.length === 10);
    expect(agent.offered.map(({ jobId }) => jobId)).toEqual(ids);
    for (const id of ids)
      expect(await jobNow(id)).toMatchObject({ status: "processing", attempt: 1 });
  });

  it("holds jobs of an absent agent and sends them in order when it returns", async () => {
    await broker.hello({ session: "s1" });
    await unregisterAgent(broker.fleet, "demo", "oldtown", { agentId: "agent1", session: "s1" });
    own();
    const first = await submitted("held1");
    const second = await submitted("held2");
    await untilStatus(first, "pending-held");
    await untilStatus(second, "pending-held");
    const agent = agentThatSpools();
    await broker.hello();
    await until(() => agent.offered.length === 2);
    expect(agent.offered.map(({ jobId }) => jobId)).toEqual([first, second]);
  });

  it("says of a job whose agent went away without a word that it waits, and goes on with the same attempt", async () => {
    await broker.hello({ session: "s1" });
    const subject = subjects.agentAnyVerb("demo", "oldtown", "agent1");
    const asked = new Promise<() => void>((offered) => {
      const silent = broker.connection.subscribe(subject, {
        callback: (_, message) => {
          if (message.subject.endsWith(".job")) return offered(() => silent.unsubscribe());
          message.respond(JSON.stringify({ ok: true, value: { known: false } }));
        },
      });
    });
    own();
    const jobId = await submitted("silence");
    const leave = await asked;
    await unregisterAgent(broker.fleet, "demo", "oldtown", { agentId: "agent1", session: "s1" });
    leave();
    await until(async () => (await jobNow(jobId))?.reason === "service-off-line");
    expect(await jobNow(jobId)).toMatchObject({ status: "processing-stopped", attempt: 1 });
    const agent = agentThatSpools();
    await broker.hello({ session: "s2" });
    await until(() => agent.offered.length === 1);
    expect(agent.offered[0]).toMatchObject({ jobId, attempt: 1, session: "s2" });
  });

  it("holds a job whose agent cannot be reached although it should be there, and tries again", async () => {
    await broker.hello();
    own();
    const jobId = await submitted("unreachable");
    await untilStatus(jobId, "pending-held");
    const agent = agentThatSpools();
    await until(() => agent.offered.length === 1);
    expect(agent.offered.map(({ attempt }) => attempt)).toEqual([1]);
  });

  it("sends a copy and a stand-in with their banner, and an ordinary job without one", async () => {
    await broker.hello();
    const plain = await submitted("plain");
    const copy = await stored("copy", { copyOf: plain, possibleDuplicate: true });
    const moved = await stored("moved", { printerId: "grill" });
    const at = new Date().toISOString();
    await handleCommand(
      broker.jobs.jobs,
      { company: "demo", branch: "oldtown", jobId: moved },
      { type: "ReroutePrint", at, fromName: "Grill", to: "printer1" },
    );
    const agent = agentThatSpools();
    own();
    await until(() => agent.offered.length === 3);
    expect(agent.offered.map(({ jobId, banner }) => [jobId, banner?.[0]])).toEqual([
      [plain, undefined],
      [copy, "POSSIBLE DUPLICATE"],
      [moved, "INSTEAD OF Grill"],
    ]);
  });

  it("taken over after `PrintDispatched` offers the same attempt again", async () => {
    const session = newId();
    await broker.hello({ session });
    const jobId = await submitted("takeover");
    const route = { agentId: "agent1", session, spoolGeneration: 1 };
    await handleCommand(
      broker.jobs.jobs,
      { company: "demo", branch: "oldtown", jobId },
      { type: "DispatchPrint", at: new Date().toISOString(), ...route },
    );
    const agent = agentThatSpools();
    own();
    await until(() => agent.offered.length > 0);
    expect(agent.offered).toMatchObject([{ jobId, attempt: 1, session }]);
  });

  it("owned by two at once sends one attempt only", async () => {
    await broker.hello();
    const agent = agentThatSpools();
    own();
    own();
    const ids = await Promise.all(Array.from({ length: 20 }, (_, n) => submitted(`two${n}`)));
    await until(() => new Set(agent.offered.map(({ jobId }) => jobId)).size === 20);
    for (const id of ids) expect(await jobNow(id)).toMatchObject({ attempt: 1 });
    expect(new Set(agent.offered.map(({ attempt }) => attempt))).toEqual(new Set([1]));
  });

  it("ends a waiting job at its deadline", async () => {
    own();
    await broker.hello();
    const jobId = await submitted("late", { deadlineSeconds: 1 });
    await untilStatus(jobId, "aborted");
    expect(await jobNow(jobId)).toMatchObject({ reason: "job-expired" });
  });

  it("calls a job unconfirmed whose agent comes back with another spool", async () => {
    await broker.hello();
    const agent = agentThatSpools();
    own();
    const jobId = await submitted("wiped");
    await until(() => agent.offered.length === 1);
    await broker.hello({ spoolId: "spool2" });
    await untilStatus(jobId, "aborted");
    expect(await jobNow(jobId)).toMatchObject({ reason: "print-result-unknown" });
  });

  const tells = (counter: number) => ({ ok: true, value: { state: "spooled", counter } });

  it("calls a job unconfirmed whose agent comes back with an older disk than it had told of", async () => {
    await broker.hello({ counter: 7 });
    const agent = agentThatSpools(tells(9));
    own();
    const jobId = await submitted("restored1");
    await until(() => agent.offered.length === 1);
    await broker.hello({ counter: 8 });
    await untilStatus(jobId, "aborted");
    expect(await jobNow(jobId)).toMatchObject({ reason: "print-result-unknown" });
    expect(agent.offered).toHaveLength(1);
    const known = await broker.fleet.fleet.agent("demo", "oldtown", "agent1");
    expect(known.state).toMatchObject({ counter: 8, spoolGeneration: 2 });
  });

  it("knows from the log alone how far a disk had come, when another takes over", async () => {
    await broker.hello({ session: "s1", counter: 7 });
    const agent = agentThatSpools(tells(8));
    const before = own();
    const [done, jobId] = [await submitted("restored2"), await submitted("restored3")];
    await until(() => agent.offered.length === 2);
    before.abort();
    await Promise.all(running);
    const outcome = { result: "failed", code: "unprintable", detail: "too wide" } as const;
    const report = {
      jobId: done,
      agentId: "agent1",
      session: "s1",
      attempt: 1,
      counter: 10,
      outcome,
    };
    await recordReport(broker.jobs, "demo", "oldtown", report);
    await broker.hello({ counter: 9 });
    own();
    await untilStatus(jobId, "aborted");
    expect(await jobNow(jobId)).toMatchObject({ reason: "print-result-unknown" });
    expect(agent.offered).toHaveLength(2);
  });

  it("offers again to a disk that has come as far as it had told", async () => {
    await broker.hello({ counter: 7 });
    const agent = agentThatSpools(tells(9));
    own();
    const jobId = await submitted("sound");
    await until(() => agent.offered.length === 1);
    await broker.hello({ counter: 9 });
    await until(() => agent.offered.length === 2);
    expect(agent.offered[1]).toMatchObject({ jobId, attempt: 1 });
    expect(await jobNow(jobId)).toMatchObject({ status: "processing" });
  });

  const revoked = { ok: true, value: { revoked: true } };

  it("fails a job whose agent does not know the printer", async () => {
    await broker.hello();
    const error = { code: "unknown-printer", message: "no", retryable: false };
    agentThatSays((verb) => (verb === "revoke" ? revoked : { ok: false, error }));
    own();
    const jobId = await submitted("unknown");
    await untilStatus(jobId, "aborted");
    expect(await jobNow(jobId)).toMatchObject({ reason: "aborted-by-system" });
  });

  it("fails no job that the agent has begun since it did not know the printer", async () => {
    await broker.hello();
    const asked: string[] = [];
    const error = { code: "unknown-printer", message: "no", retryable: false };
    const begun = { ok: true, value: { revoked: false, state: "printing" } };
    agentThatSays((verb) => {
      asked.push(verb);
      return verb === "revoke" ? begun : { ok: false, error };
    });
    own();
    const jobId = await submitted("begun");
    await until(() => asked.filter((verb) => verb === "revoke").length === 2);
    expect(await jobNow(jobId)).toMatchObject({ status: "processing", attempt: 1 });
  });

  const canceler = { kind: "user", id: "user1", name: "Olive" } as const;
  const cancel = (jobId: string) =>
    cancelPrint(broker.cancel, "demo", "oldtown", { jobId, canceledBy: canceler });
  const spooled = { ok: true, value: { state: "spooled" } };

  it("cancels in time what its agent can promise not to begin", async () => {
    await broker.hello();
    const agent = agentThatSays((verb) => (verb === "revoke" ? revoked : spooled));
    own();
    const jobId = await submitted("cancel1");
    await until(() => agent.offered.length === 1);
    expect(await cancel(jobId)).toMatchObject({ ok: true, value: { came: "in-time" } });
    expect(await jobNow(jobId)).toMatchObject({
      status: "canceled",
      reason: "job-canceled-by-user",
    });
    expect(await cancel(jobId)).toMatchObject({ ok: false, error: { code: "already-ended" } });
  });

  it("says when a cancel comes too late, and the job goes on", async () => {
    await broker.hello();
    const printing = { ok: true, value: { revoked: false, state: "printing" } };
    const agent = agentThatSays((verb) => (verb === "revoke" ? printing : spooled));
    own();
    const jobId = await submitted("cancel2");
    await until(() => agent.offered.length === 1);
    expect(await cancel(jobId)).toMatchObject({ ok: false, error: { code: "too-late" } });
    expect(await jobNow(jobId)).toMatchObject({ status: "processing" });
  });

  it(
    "alone asks the agent, so without it a cancel is only requested",
    { timeout: 30_000 },
    async () => {
      await broker.hello();
      const asked: string[] = [];
      const agent = agentThatSays(
        (verb) => (asked.push(verb), verb === "revoke" ? revoked : spooled),
      );
      const owner = own();
      const jobId = await submitted("cancel4");
      await until(() => agent.offered.length === 1);
      owner.abort();
      await Promise.all(running);
      expect(await cancel(jobId)).toMatchObject({ ok: true, value: { came: "requested" } });
      expect(asked).not.toContain("revoke");
      own();
      await untilStatus(jobId, "canceled");
    },
  );

  it("revokes before anything else when an agent returns whose job was canceled meanwhile", async () => {
    await broker.hello({ session: "s1" });
    const first = agentThatSays(() => spooled);
    own();
    const jobId = await submitted("cancel3");
    await until(() => first.offered.length === 1);
    first.leave();
    expect(await cancel(jobId)).toMatchObject({ ok: true, value: { came: "requested" } });
    const second = agentThatSays((verb) => (verb === "revoke" ? revoked : spooled));
    await broker.hello();
    await untilStatus(jobId, "canceled");
    expect(second.offered).toEqual([]);
  });

  it("rests a device that failed, then sends the next attempt, in order", async () => {
    await broker.hello();
    const agent = agentThatSays(() => spooled);
    own();
    const first = await submitted("again1");
    const second = await submitted("again2");
    await until(() => agent.offered.length === 2);
    const outcome = { result: "failed", code: "printer-unreachable", detail: "refused" } as const;
    for (const jobId of [first, second]) {
      const report = { jobId, agentId: "agent1", attempt: 1, outcome };
      await recordReport(broker.jobs, "demo", "oldtown", report);
    }
    await until(() => agent.offered.length === 4);
    expect(agent.offered.slice(2)).toMatchObject([
      { jobId: first, attempt: 2 },
      { jobId: second, attempt: 2 },
    ]);
  });

  it("asks what became of a job whose outcome does not come, and takes the answer", async () => {
    await broker.hello();
    const paper = { proof: "fenced", paperHash: "a".repeat(64), bytes: 1 };
    const times = { startedAt: new Date().toISOString(), endedAt: new Date().toISOString() };
    const outcome = { result: "completed", ...paper, ...times };
    const known = { known: true, attempt: 1, state: "finished", revoked: false, outcome };
    const agent = agentThatSays((verb) =>
      verb === "query" ? { ok: true, value: known } : spooled,
    );
    own();
    const jobId = await submitted("asked");
    await until(() => agent.offered.length === 1);
    aheadMs = 31_000;
    await untilStatus(jobId, "completed");
  });

  it("calls a job unconfirmed that its agent acknowledged and no longer knows", async () => {
    await broker.hello();
    const agent = agentThatSays((verb) =>
      verb === "query" ? { ok: true, value: { known: false } } : spooled,
    );
    own();
    const jobId = await submitted("forgotten");
    await until(() => agent.offered.length === 1);
    aheadMs = 31_000;
    await untilStatus(jobId, "aborted");
    expect(await jobNow(jobId)).toMatchObject({ reason: "print-result-unknown" });
  });

  it("waits for a document that is stored a little later than its event", async () => {
    await broker.hello();
    const agent = agentThatSpools();
    const jobId = await submitted("early");
    const { bodyHash } = (await jobNow(jobId))!;
    const manager = await jetstreamManager(broker.connection);
    const filter = subjects.document("demo", "oldtown", jobId);
    await manager.streams.purge("PRINT_DOC_V1", { filter });
    own();
    await submitted("behind");
    const address = { company: "demo", branch: "oldtown", jobId };
    await broker.jobs.documents.put(address, bodyHash, { kind: "text", text: "hello" });
    await until(() => agent.offered.length === 2);
    expect(agent.offered[0]).toMatchObject({ jobId });
  });
});

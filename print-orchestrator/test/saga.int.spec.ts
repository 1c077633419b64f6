/** A bug here would look like: a job nobody picks up again, one sent twice, or a queue out of order. */
import { AgentJob, subjects, type JobStatus } from "@printermaster/contracts";
import { jetstreamManager } from "@nats-io/jetstream";
import { pause } from "@printermaster/runtime";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { unregisterAgent } from "../src/fleet/app/register-agent.ts";
import { handleCommand } from "../src/jobs/app/handle-command.ts";
import { natsAgents } from "../src/saga/adapters/nats-agents.ts";
import { ownSaga } from "../src/saga/adapters/own-saga.ts";
import { log, newId, startBroker, type Broker } from "./broker.ts";

describe("the saga", () => {
  let broker: Broker;
  let owners: AbortController[];
  let running: Promise<void>[];

  beforeEach(async () => {
    broker = await startBroker();
    owners = [];
    running = [];
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
    const { jobs, documents } = broker.jobs;
    const deps = { jobs, documents, now: () => new Date(), chance: Math.random, after, log };
    owners.push(lost);
    running.push(
      ownSaga(broker.streams, { ...deps, agents: natsAgents(broker.connection) }, lost.signal),
    );
    return lost;
  }

  /** Answers as an agent that spools everything; tells what it was offered. */
  function agentThatSpools(answer: unknown = { ok: true, value: { state: "spooled" } }) {
    const offered: AgentJob[] = [];
    const subject = subjects.agentAnyVerb("demo", "oldtown", "agent1");
    const subscription = broker.connection.subscribe(subject, {
      callback: (_, message) => {
        if (message.subject.endsWith(".job")) offered.push(AgentJob.parse(message.json()));
        message.respond(JSON.stringify(answer));
      },
    });
    return { offered, leave: () => subscription.unsubscribe() };
  }

  async function submitted(key: string, over: object = {}): Promise<string> {
    const answer = await broker.submit(key, over);
    if (!answer.ok) throw new Error(answer.error.code);
    return answer.value.job.jobId;
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

  it("holds a job whose agent cannot be reached although it should be there, and tries again", async () => {
    await broker.hello();
    own();
    const jobId = await submitted("unreachable");
    await untilStatus(jobId, "pending-held");
    const agent = agentThatSpools();
    await untilStatus(jobId, "processing");
    expect(agent.offered.map(({ attempt }) => attempt)).toEqual([1]);
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

  it("fails a job whose agent does not know the printer", async () => {
    await broker.hello();
    const error = { code: "unknown-printer", message: "no", retryable: false };
    agentThatSpools({ ok: false, error });
    own();
    const jobId = await submitted("unknown");
    await untilStatus(jobId, "aborted");
    expect(await jobNow(jobId)).toMatchObject({ reason: "aborted-by-system" });
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

/** A bug here would look like: one key, two tickets; or an accepted job without its document. */
import { DOCUMENTS, headers, PRINT_LOG, StoredJobEvent, subjects } from "@printermaster/contracts";
import { jetstreamManager } from "@nats-io/jetstream";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { printJob, type PrintEvent } from "../src/jobs/domain/print-job.ts";
import { handleCommand } from "../src/jobs/app/handle-command.ts";
import { submitPrint } from "../src/jobs/app/submit-print.ts";
import { startBroker, submission, type Broker } from "./broker.ts";

describe("submitting a print", () => {
  let broker: Broker;
  beforeAll(async () => {
    broker = await startBroker();
    await broker.hello();
  });
  afterAll(() => broker.stop());

  const addressOf = (jobId: string) => ({ company: "demo", branch: "oldtown", jobId });

  it("under one key at the same instant is one job with one event", async () => {
    const answers = await Promise.all(Array.from({ length: 25 }, () => broker.submit("same")));
    const values = answers.map((answer) => (answer.ok ? answer.value : undefined));
    expect(new Set(values.map((value) => value?.job.jobId)).size).toBe(1);
    expect(values.filter((value) => value?.replayed === false)).toHaveLength(1);
    const jobId = values[0]!.job.jobId;
    const { sequence } = await broker.jobs.jobs.load(addressOf(jobId));
    expect(await broker.streams.lastSequence(PRINT_LOG)).toBe(sequence);
  });

  it("under a used key with another body is refused", async () => {
    await broker.submit("reused");
    const other = await broker.submit("reused", submission("reused", "something else"));
    expect(other).toMatchObject({ ok: false, error: { code: "key-reused" } });
  });

  it("of two bodies that race under one key keeps the document of the job in the log", async () => {
    for (let round = 0; round < 20; round++) {
      const key = `race${round}`;
      const answers = await Promise.all(
        ["one", "two", "three"].map((text) => broker.submit(key, submission(key, text))),
      );
      const won = answers.find((answer) => answer.ok);
      if (!won?.ok) throw new Error("nobody won");
      const { job } = await broker.jobs.jobs.load(addressOf(won.value.job.jobId));
      const stored = await broker.jobs.documents.get(job!, job!.bodyHash);
      const text = ["one", "two", "three"][answers.indexOf(won)];
      expect(stored?.document).toEqual({ kind: "text", text });
    }
  });

  it("again puts back a document that was lost", async () => {
    const first = await broker.submit("lost");
    if (!first.ok) throw new Error("refused");
    const { jobId } = first.value.job;
    const manager = await jetstreamManager(broker.connection);
    await manager.streams.purge(DOCUMENTS, { filter: subjects.document("demo", "oldtown", jobId) });
    const { job } = await broker.jobs.jobs.load(addressOf(jobId));
    expect(await broker.jobs.documents.get(job!, job!.bodyHash)).toBeUndefined();
    expect(await broker.submit("lost")).toMatchObject({ ok: true, value: { replayed: true } });
    expect(await broker.jobs.documents.get(job!, job!.bodyHash)).toBeDefined();
  });

  describe("of which the first is older than the 48 hours that are promised", () => {
    async function submittedLongAgo(key: string) {
      const now = () => new Date(Date.now() - 49 * 3_600_000);
      const deps = { ...broker.jobs, now };
      const context = {
        company: "demo",
        branch: "oldtown",
        correlationId: "c1",
        traceId: undefined,
      };
      const answer = await submitPrint(deps, context, submission(key));
      if (!answer.ok) throw new Error(answer.error.code);
      const { jobId } = answer.value.job;
      const manager = await jetstreamManager(broker.connection);
      const filter = subjects.document("demo", "oldtown", jobId);
      await manager.streams.purge(DOCUMENTS, { filter });
      return (await broker.jobs.jobs.load(addressOf(jobId))).job!;
    }

    it("still answers with its job, and puts back what that needs to print", async () => {
      const job = await submittedLongAgo("old");
      const again = await broker.submit("old");
      expect(again).toMatchObject({
        ok: true,
        value: { replayed: true, job: { jobId: job.jobId } },
      });
      expect(await broker.jobs.documents.get(job, job.bodyHash)).toBeDefined();
    });

    it("answers with the end of a job that has ended, and prints nothing more", async () => {
      const job = await submittedLongAgo("ended");
      const at = new Date().toISOString();
      await handleCommand(broker.jobs.jobs, job, { type: "ExpirePrint", at });
      const { sequence } = await broker.jobs.jobs.load(job);
      expect(await broker.submit("ended")).toMatchObject({
        ok: true,
        value: { replayed: true, job: { jobId: job.jobId, status: "aborted" } },
      });
      expect(await broker.streams.lastSequence(PRINT_LOG)).toBe(sequence);
    });
  });

  it("for a printer nobody reported is refused", async () => {
    const answer = await broker.submit("nowhere", { printerId: "ghost" });
    expect(answer).toMatchObject({ ok: false, error: { code: "unknown-printer" } });
  });

  it("leaves events whose state is the fold of all before them", async () => {
    const answer = await broker.submit("folded");
    if (!answer.ok) throw new Error("refused");
    const address = addressOf(answer.value.job.jobId);
    const at = new Date().toISOString();
    const { jobs } = broker.jobs;
    const route = { agentId: "agent1", session: "s1", spoolGeneration: 1 };
    await handleCommand(jobs, address, { type: "HoldPrint", at, reason: "service-off-line" });
    await handleCommand(jobs, address, { type: "DispatchPrint", at, ...route });
    await handleCommand(jobs, address, { type: "GiveUpPrint", at, cause: "test" });

    const manager = await jetstreamManager(broker.connection);
    const subject = subjects.job(address.company, address.branch, address.jobId);
    let state = printJob.initial;
    for (let sequence = 1, seen = 0; seen < 4; seen++) {
      const message = await manager.direct.getMessage(PRINT_LOG, {
        seq: sequence,
        next_by_subj: subject,
      });
      const stored = StoredJobEvent.parse(message!.json());
      const type = message!.header.get(headers.type);
      state = printJob.evolve(state, { type, at: stored.at, data: stored.data } as PrintEvent);
      expect(stored.state).toEqual(state);
      sequence = message!.seq + 1;
    }
    expect(state?.status).toBe("aborted");
  });
});

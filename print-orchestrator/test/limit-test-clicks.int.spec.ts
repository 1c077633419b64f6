/** A bug here would look like: two tickets for a double click, or a test that nobody can print any more. */
import { jetstreamManager } from "@nats-io/jetstream";
import { PRINT_LOG, SubmitPrint, type Answer, type Submitted } from "@printermaster/contracts";
import { connectNats, EventStreams } from "@printermaster/runtime";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { jetstreamDocuments } from "../src/jobs/adapters/jetstream-documents.ts";
import { jetstreamJobLog } from "../src/jobs/adapters/jetstream-job-log.ts";
import { rememberingJobs } from "../src/jobs/app/remembering-jobs.ts";
import { kvRecentTests, openLimits } from "../src/jobs/adapters/kv-recent-tests.ts";
import { limitTestClicks } from "../src/jobs/app/limit-test-clicks.ts";
import type { JobDeps } from "../src/jobs/app/ports.ts";
import { submitPrint } from "../src/jobs/app/submit-print.ts";
import { log, newId, startBroker, type Broker } from "./broker.ts";

describe("tests of one printer", () => {
  let broker: Broker;
  let orchestrators: readonly JobDeps[];
  let closeSecond: () => Promise<void>;
  let seconds = 0;
  const noon = Date.parse("2026-06-01T12:00:00Z");
  const now = () => new Date(noon + seconds * 1000);

  beforeAll(async () => {
    broker = await startBroker();
    await broker.hello({ printers: "abcdefgh".split("").map(printer) });
    const connection = await connectNats(broker.url, "second", log);
    const streams = await EventStreams.open(connection);
    closeSecond = () => connection.close();
    const first = { ...broker.jobs, now };
    const second = {
      ...first,
      jobs: rememberingJobs(jetstreamJobLog(streams, newId, log)),
      documents: jetstreamDocuments(streams, newId),
      tests: kvRecentTests(() => openLimits(connection, 1)),
    };
    orchestrators = [first, second];
  });
  afterAll(async () => {
    await closeSecond();
    await broker.stop();
  });

  let clicks = 0;
  const click = (printerId: string, user: string, key = `click${++clicks}`) => {
    const context = { company: "demo", branch: "oldtown", correlationId: key, traceId: undefined };
    const submit = SubmitPrint.parse({ ...testPage(printerId, key), submittedBy: person(user) });
    const deps = orchestrators[clicks % 2]!;
    return { deps, context, submit, send: () => submitPrint(deps, context, submit) };
  };
  const valueOf = (answer: Answer<Submitted>) => {
    if (!answer.ok) throw new Error(answer.error.code);
    return answer.value;
  };
  const stored = () => broker.streams.lastSequence(PRINT_LOG);

  it("by twenty clicks of one person at once, over two orchestrators, are one job", async () => {
    for (let round = 0; round < 10; round++) {
      const before = await stored();
      const user = `anna${round}`;
      seconds += 100;
      const all = Array.from({ length: 20 }, () => click("a", user));
      const values = (await Promise.all(all.map(({ send }) => send()))).map(valueOf);
      expect(new Set(values.map(({ job }) => job.jobId)).size).toBe(1);
      expect(values.filter(({ replayed }) => !replayed)).toHaveLength(1);
      expect(await stored()).toBe(before + 1);

      const { job } = await broker.jobs.jobs.load(values[0]!.job);
      const document = await broker.jobs.documents.get(job!, job!.bodyHash);
      expect(document?.document).toMatchObject({ correlationId: job!.correlationId });
    }
  });

  it("by twenty people at once are one job and nineteen refusals", async () => {
    const before = await stored();
    const all = Array.from({ length: 20 }, (_, n) => click("b", `person${n}`));
    const answers = await Promise.all(all.map(({ send }) => send()));
    expect(answers.filter(({ ok }) => ok)).toHaveLength(1);
    for (const answer of answers.filter(({ ok }) => !ok))
      expect(answer).toMatchObject({
        error: { code: "too-many-requests", retryable: true, details: { retryAfterSeconds: 5 } },
      });
    expect(await stored()).toBe(before + 1);
  });

  it("are another person's turn five seconds later, and one's own again after ten", async () => {
    const first = valueOf(await click("c", "anna").send());
    seconds += 4;
    expect(await click("c", "ben").send()).toMatchObject({
      error: { code: "too-many-requests", details: { retryAfterSeconds: 1 } },
    });
    seconds += 1;
    const bens = valueOf(await click("c", "ben").send());
    seconds += 4;
    expect(valueOf(await click("c", "anna").send()).job.jobId).toBe(first.job.jobId);
    seconds += 1;
    const second = valueOf(await click("c", "anna").send());
    expect(new Set([first, bens, second].map(({ job }) => job.jobId)).size).toBe(3);
    expect(valueOf(await click("c", "ben").send())).toMatchObject({
      replayed: true,
      job: { jobId: bens.job.jobId },
    });
  });

  it("whose submitter died before the log had them are printed by the next click", async () => {
    const dead = click("d", "anna");
    const killed = () => Promise.reject(new Error("killed"));
    await expect(limitTestClicks(dead.deps, dead.context, dead.submit, killed)).rejects.toThrow(
      "killed",
    );
    const next = valueOf(await click("d", "anna").send());
    expect(next).toMatchObject({ replayed: false });
    const { correlationId } = dead.context;
    expect(next.job).toMatchObject({ correlationId });
    expect(valueOf(await dead.send())).toMatchObject({
      replayed: true,
      job: { jobId: next.job.jobId },
    });
  });

  it("are answered again under their own key, whoever has tested since", async () => {
    const first = valueOf(await click("e", "anna", "annas").send());
    seconds += 12;
    const other = valueOf(await click("e", "ben").send());
    expect(other.replayed).toBe(false);
    expect(valueOf(await click("e", "anna", "annas").send())).toMatchObject({
      replayed: true,
      job: { jobId: first.job.jobId },
    });
    expect(await click("e", "anna").send()).toMatchObject({ error: { code: "too-many-requests" } });
  });

  it("that are refused keep nobody else out", async () => {
    expect(await click("z", "anna").send()).toMatchObject({ error: { code: "unknown-printer" } });
    await broker.hello({ printers: "abcdefghz".split("").map(printer) });
    expect(valueOf(await click("z", "ben").send()).replayed).toBe(false);
  });

  it("are allowed when the broker has forgotten the last ones", async () => {
    const first = valueOf(await click("f", "anna").send());
    const manager = await jetstreamManager(broker.connection);
    // What a restart does to a bucket in memory.
    await manager.streams.delete("KV_print_limit");
    const both = await Promise.all([click("f", "ben").send(), click("f", "ben").send()]);
    const [one, other] = both.map(valueOf);
    expect(one!.job.jobId).not.toBe(first.job.jobId);
    expect(other!.job.jobId).toBe(one!.job.jobId);
    const { config } = await manager.streams.info("KV_print_limit");
    expect(config).toMatchObject({ storage: "memory", max_age: 10e9, allow_direct: false });
  });

  it("by services are as many as they have keys, and hold up no person", async () => {
    const before = await stored();
    for (const key of ["service1", "service2"])
      valueOf(await broker.submit(key, { printerId: "g", class: "test" }));
    valueOf(await click("g", "anna").send());
    expect(await stored()).toBe(before + 3);
  });

  it("leave other printers and other prints alone", async () => {
    const submittedBy = person("ben");
    valueOf(await click("h", "anna").send());
    valueOf(await click("a", "ben2").send());
    valueOf(await broker.submit("receipt1", { printerId: "h", submittedBy }));
    valueOf(await broker.submit("receipt2", { printerId: "h", submittedBy }));
  });
});

const person = (id: string) => ({ kind: "user" as const, id, name: id });

const printer = (printerId: string) => ({
  printerId,
  name: printerId,
  kind: "tcp" as const,
  columns: 48 as const,
  state: "idle" as const,
  reasons: [],
});

const testPage = (printerId: string, key: string) => ({
  idempotencyKey: key,
  printerId,
  class: "test",
  document: {
    kind: "test-page",
    printerId,
    printerName: printerId,
    branchName: "Old Town",
    companyName: "Demo",
    correlationId: key,
    requestedBy: "somebody",
    requestedAt: new Date().toISOString(),
  },
});

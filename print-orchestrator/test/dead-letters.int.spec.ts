/**
 * A bug here would look like: what could not be printed and that nobody is told of, a retry that prints twice, or a
 * document that can still be read after somebody discarded it.
 */
import { jetstreamManager } from "@nats-io/jetstream";
import {
  DEAD_LETTERS,
  DOCUMENTS,
  subjects,
  type Actor,
  type Answer,
  type JobClass,
  type Submitted,
} from "@printermaster/contracts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { discardPrint } from "../src/jobs/app/discard-print.ts";
import { handleCommand } from "../src/jobs/app/handle-command.ts";
import type { JobDeps } from "../src/jobs/app/ports.ts";
import { reprintPrint } from "../src/jobs/app/reprint-print.ts";
import { retryPrint } from "../src/jobs/app/retry-print.ts";
import type { PrintCommand } from "../src/jobs/domain/print-commands.ts";
import { startBroker, submission, type Broker } from "./broker.ts";
import { startOwner, until } from "./owner.ts";
import { completed, dispatch, told } from "./projection.ts";

const site = { company: "demo", branch: "oldtown" };
const context = { ...site, correlationId: "c2", traceId: undefined };
const anna: Actor = { kind: "user", id: "anna", name: "Anna" };
const printers = ["printer1", "printer2"].map((printerId) => ({
  printerId,
  name: printerId,
  kind: "tcp" as const,
  columns: 48 as const,
  state: "idle" as const,
  reasons: [],
}));

let broker: Broker;
beforeAll(async () => {
  broker = await startBroker();
  await broker.hello({ printers });
});
afterAll(() => broker.stop());

const expire = { type: "ExpirePrint" } as const;
const addressOf = (jobId: string) => ({ ...site, jobId });
const jobNow = async (jobId: string) => (await broker.jobs.jobs.load(addressOf(jobId))).job!;
const letterOf = (jobId: string) => broker.jobs.letters.get(addressOf(jobId));
const documentOf = async (jobId: string) => {
  const job = await jobNow(jobId);
  return (await broker.jobs.documents.get(job, job.bodyHash))?.document;
};
const text = (words: string) => ({ kind: "text", text: words });
const codeOf = (answer: Answer<unknown>) => (answer.ok ? "accepted" : answer.error.code);

function valueOf<T>(answer: Answer<T>): T {
  if (!answer.ok) throw new Error(answer.error.code);
  return answer.value;
}

async function submitted(key: string, jobClass: JobClass = "receipt"): Promise<string> {
  const request = { ...submission(key, `text of ${key}`), class: jobClass };
  return valueOf(await broker.submit(key, request)).job.jobId;
}

async function dead(key: string): Promise<string> {
  const jobId = await submitted(key);
  await told(broker, jobId, expire);
  return jobId;
}

async function purge(stream: string, filter: string): Promise<void> {
  await (await jetstreamManager(broker.connection)).streams.purge(stream, { filter });
}
const loseDocument = (jobId: string) =>
  purge(DOCUMENTS, subjects.document(site.company, site.branch, jobId));

/** Until this job's letter is written by an owner that has just begun. */
async function letterWritten(jobId: string) {
  const owner = startOwner(broker);
  await until("the letter", async () => (await letterOf(jobId)) !== undefined);
  owner.lost.abort();
  await owner.ended;
  return (await letterOf(jobId))!;
}

const retry = (jobId: string, retriedBy = anna, deps: JobDeps = broker.jobs) =>
  retryPrint(deps, context, { jobId, retriedBy, deadlineSeconds: undefined });
const discard = (jobId: string) =>
  discardPrint(broker.jobs, site.company, site.branch, { jobId, discardedBy: anna });
const reprint = (jobId: string, idempotencyKey: string, over: { printerId?: string } = {}) =>
  reprintPrint(broker.jobs, context, { jobId, idempotencyKey, requestedBy: anna, ...over });

describe("a dead letter", () => {
  it("is written by the next owner, although the last one died at the event that ended the job", async () => {
    const jobId = await dead("owed");
    expect(await letterOf(jobId)).toBeUndefined();
    expect(await letterWritten(jobId)).toMatchObject({
      job: { jobId, reason: "job-expired", deadLetter: "waiting" },
      document: text("text of owed"),
    });
    expect((await letterOf(jobId))!.job).not.toHaveProperty("bodyHash");
  });

  it("stays as the first owner wrote it", async () => {
    const jobId = await dead("first");
    const first = await letterWritten(jobId);
    await broker.jobs.letters.put({ ...first, at: "2030-01-01T00:00:00.000Z", document: "other" });
    expect(await letterOf(jobId)).toEqual(first);
  });

  it("is written without a document that is lost, and then can be tried again no more", async () => {
    const jobId = await dead("lost");
    await loseDocument(jobId);
    expect((await letterWritten(jobId)).document).toBeUndefined();
    expect(codeOf(await retry(jobId))).toBe("document-gone");
    expect(await jobNow(jobId)).toMatchObject({ deadLetter: "waiting" });
  });

  it("is none of a test whose time is over", async () => {
    const test = await submitted("test", "test");
    await told(broker, test, expire);
    const other = await dead("after the test");
    await letterWritten(other);
    expect(await letterOf(test)).toBeUndefined();
    expect(codeOf(await retry(test))).toBe("not-a-dead-letter");
  });
});

describe("retrying", () => {
  it("makes another job of the letter when nothing else has the document any more", async () => {
    const jobId = await dead("retried");
    await letterWritten(jobId);
    await loseDocument(jobId);
    const { job, replayed } = valueOf(await retry(jobId));
    expect(replayed).toBe(false);
    expect(job).toMatchObject({ retryOf: jobId, status: "pending", submittedBy: anna });
    expect(job).toMatchObject({ printerId: "printer1", correlationId: "c2" });
    expect(Date.parse(job.expiresAt) - Date.parse(job.submittedAt)).toBe(600_000);
    expect(await documentOf(job.jobId)).toEqual(text("text of retried"));
    expect(await jobNow(jobId)).toMatchObject({ deadLetter: "retried", retriedAs: job.jobId });
  });

  it("by ten people at once is one job", async () => {
    const jobId = await dead("ten");
    const people = Array.from({ length: 10 }, (_, n) => ({ ...anna, id: `anna${n}` }));
    const answers = (await Promise.all(people.map((one) => retry(jobId, one)))).map(valueOf);
    expect(new Set(answers.map(({ job }) => job.jobId)).size).toBe(1);
    expect(answers.filter(({ replayed }) => !replayed)).toHaveLength(1);
    expect(codeOf(await retry(jobId))).toBe("accepted");
  });

  it("is completed by whoever asks again, if the first one died between its two events", async () => {
    const jobId = await dead("half");
    const { jobs } = broker.jobs;
    const dying: JobDeps = {
      ...broker.jobs,
      jobs: {
        ...jobs,
        append: (event, ...rest) =>
          event.type === "PrintSubmitted"
            ? Promise.reject(new Error("died"))
            : jobs.append(event, ...rest),
      },
    };
    await expect(retry(jobId, anna, dying)).rejects.toThrow("died");
    const { retriedAs } = await jobNow(jobId);
    expect((await jobs.load(addressOf(retriedAs!))).job).toBeUndefined();
    const { job } = valueOf(await retry(jobId));
    expect(job.jobId).toBe(retriedAs);
    expect(await documentOf(job.jobId)).toEqual(text("text of half"));
  });

  it("puts back the document of its job when it is asked for again", async () => {
    const jobId = await dead("put back");
    const { job } = valueOf(await retry(jobId));
    await loseDocument(job.jobId);
    expect(valueOf(await retry(jobId)).replayed).toBe(true);
    expect(await documentOf(job.jobId)).toEqual(text("text of put back"));
  });

  it("is not called accepted when the first one stored no document and no other is left", async () => {
    const jobId = await dead("no document");
    const documents = { ...broker.jobs.documents, put: () => Promise.reject(new Error("died")) };
    await expect(retry(jobId, anna, { ...broker.jobs, documents })).rejects.toThrow("died");
    await loseDocument(jobId);
    expect(codeOf(await retry(jobId))).toBe("document-gone");
  });

  it.each<[string, PrintCommand["type"][], JobClass, string]>([
    ["still waits", [], "receipt", "not-a-dead-letter"],
    ["was printed", ["DispatchPrint", "RecordOutcome"], "receipt", "not-a-dead-letter"],
    ["may have been printed", ["DispatchPrint", "GiveUpPrint"], "receipt", "may-have-printed"],
  ])("a job that %s is refused", async (what, history, jobClass, code) => {
    const jobId = await submitted(what, jobClass);
    const all = [dispatch, completed, { type: "GiveUpPrint", cause: "unknown" } as const];
    for (const type of history)
      await told(
        broker,
        jobId,
        all.find((one) => one.type === type)!,
      );
    expect(codeOf(await retry(jobId))).toBe(code);
  });

  it("a drawer kick is refused, as it is no dead letter", async () => {
    const jobId = await submitted("drawer", "drawer");
    await told(broker, jobId, dispatch);
    const outcome = { result: "failed", code: "unknown-printer", detail: "no such" } as const;
    await told(broker, jobId, { type: "RecordOutcome", agentId: "agent1", attempt: 1, outcome });
    expect(await jobNow(jobId)).toMatchObject({ status: "aborted" });
    expect(codeOf(await retry(jobId))).toBe("never-repeated");
    expect(codeOf(await discard(jobId))).toBe("not-a-dead-letter");
  });

  it("is refused while the log is full, and then as possible as before", async () => {
    const jobId = await dead("full");
    const full = { ...broker.jobs.room, forNewJobs: () => Promise.resolve(false) };
    expect(codeOf(await retry(jobId, anna, { ...broker.jobs, room: full }))).toBe("log-full");
    expect(await jobNow(jobId)).toMatchObject({ deadLetter: "waiting" });
    const { job } = valueOf(await retry(jobId));
    const again = valueOf(await retry(jobId, anna, { ...broker.jobs, room: full }));
    expect(again).toMatchObject({ job: { jobId: job.jobId }, replayed: true });
  });

  it("a copy keeps its mark", async () => {
    const first = await submitted("marked");
    await told(broker, first, dispatch);
    await told(broker, first, { type: "GiveUpPrint", cause: "unknown" });
    const copy = valueOf(await reprint(first, "mark")).job;
    await told(broker, copy.jobId, expire);
    const { job } = valueOf(await retry(copy.jobId));
    expect(job).toMatchObject({ retryOf: copy.jobId, copyOf: first, possibleDuplicate: true });
  });
});

describe("discarding", () => {
  it("leaves nothing to be read, whatever is sent again", async () => {
    const jobId = await dead("discarded");
    await letterWritten(jobId);
    expect(valueOf(await discard(jobId)).job).toMatchObject({ jobId, deadLetter: "discarded" });
    expect(await letterOf(jobId)).toMatchObject({ job: { jobId } });
    expect((await letterOf(jobId))!.document).toBeUndefined();
    expect(await documentOf(jobId)).toBeUndefined();
    await broker.submit("discarded", submission("discarded", "text of discarded"));
    expect(await documentOf(jobId)).toBeUndefined();
    expect(codeOf(await retry(jobId))).toBe("not-a-dead-letter");
    expect(codeOf(await reprint(jobId, "of discarded"))).toBe("document-gone");
    expect(codeOf(await discard(jobId))).toBe("accepted");
    const manager = await jetstreamManager(broker.connection);
    for (const name of [DOCUMENTS, DEAD_LETTERS]) {
      const message = { last_by_subj: subjectIn(name, jobId) };
      const stored = await manager.streams.getMessage(name, message);
      expect(stored?.string()).not.toContain("text of discarded");
    }
  });

  it("before the letter is written forestalls it", async () => {
    const jobId = await dead("forestalled");
    const { bodyHash } = await jobNow(jobId);
    const { job } = valueOf(await discard(jobId));
    const late = { at: new Date().toISOString(), job, bodyHash, document: text("too late") };
    await broker.jobs.letters.put(late);
    expect((await letterOf(jobId))!.document).toBeUndefined();
  });

  it("after a retry is refused", async () => {
    const jobId = await dead("retried first");
    await retry(jobId);
    expect(codeOf(await discard(jobId))).toBe("not-a-dead-letter");
  });

  const subjectIn = (stream: string, jobId: string) =>
    (stream === DOCUMENTS ? subjects.document : subjects.deadLetter)(
      site.company,
      site.branch,
      jobId,
    );
});

describe("a copy", () => {
  async function printed(key: string): Promise<string> {
    const jobId = await submitted(key);
    await told(broker, jobId, dispatch);
    await told(broker, jobId, completed);
    return jobId;
  }
  const copied = async (jobId: string, key: string): Promise<Submitted> =>
    valueOf(await reprint(jobId, key));

  it("is another job that names the first one, also a copy of a copy", async () => {
    const jobId = await printed("original");
    const { job } = await copied(jobId, "copy 1");
    expect(job).toMatchObject({ copyOf: jobId, status: "pending", submittedBy: anna });
    expect(job).not.toHaveProperty("possibleDuplicate");
    expect(await documentOf(job.jobId)).toEqual(text("text of original"));
    await told(broker, job.jobId, dispatch);
    await told(broker, job.jobId, completed);
    expect((await copied(job.jobId, "copy 2")).job).toMatchObject({ copyOf: jobId });
  });

  it("under one key is one job, and of another job is refused", async () => {
    const jobId = await printed("keyed");
    const other = await printed("keyed too");
    const first = await copied(jobId, "same");
    expect(await copied(jobId, "same")).toMatchObject({
      replayed: true,
      job: { jobId: first.job.jobId },
    });
    expect(codeOf(await reprint(other, "same"))).toBe("key-reused");
    expect(codeOf(await reprint(jobId, "same", { printerId: "printer2" }))).toBe("key-reused");
    expect(codeOf(await broker.submit("same", submission("same")))).toBe("key-reused");
  });

  it("of a job that may be on paper says so", async () => {
    const jobId = await submitted("doubtful");
    await told(broker, jobId, dispatch);
    await told(broker, jobId, { type: "GiveUpPrint", cause: "unknown" });
    const { job } = await copied(jobId, "doubt 1");
    expect(job).toMatchObject({ copyOf: jobId, possibleDuplicate: true });
    await told(broker, job.jobId, { type: "CancelPrint", canceledBy: anna });
    expect((await copied(job.jobId, "doubt 2")).job).toMatchObject({ possibleDuplicate: true });
  });

  it("may come out elsewhere, but only where there is a printer", async () => {
    const jobId = await printed("elsewhere");
    const there = valueOf(await reprint(jobId, "there", { printerId: "printer2" }));
    expect(there.job).toMatchObject({ printerId: "printer2", copyOf: jobId });
    expect(codeOf(await reprint(jobId, "nowhere", { printerId: "ghost" }))).toBe("unknown-printer");
  });

  it("is for the printer that the job was meant for, whoever stood in", async () => {
    const jobId = await submitted("stand-in");
    await told(broker, jobId, { type: "ReroutePrint", fromName: "Kitchen", to: "printer2" });
    await told(broker, jobId, dispatch);
    await told(broker, jobId, completed);
    expect((await copied(jobId, "at home")).job).toMatchObject({ printerId: "printer1" });
  });

  it("is refused of what has not ended, of a drawer, and of what is no longer kept", async () => {
    expect(codeOf(await reprint(await submitted("open"), "of open"))).toBe("not-ended");
    const drawer = await submitted("kick", "drawer");
    await told(broker, drawer, expire);
    expect(codeOf(await reprint(drawer, "of kick"))).toBe("never-repeated");
    const jobId = await printed("forgotten");
    await loseDocument(jobId);
    expect(codeOf(await reprint(jobId, "of forgotten"))).toBe("document-gone");
    expect(codeOf(await reprint("nobody", "of nobody"))).toBe("unknown-job");
  });
});

it("a job that is settled while somebody retries it is not printed again", async () => {
  const jobId = await submitted("settled");
  await told(broker, jobId, dispatch);
  await told(broker, jobId, { type: "GiveUpPrint", cause: "unknown" });
  const address = addressOf(jobId);
  const at = new Date().toISOString();
  await Promise.all([
    handleCommand(broker.jobs.jobs, address, { ...completed, at }),
    retry(jobId).then((answer) =>
      expect(["may-have-printed", "not-a-dead-letter"]).toContain(codeOf(answer)),
    ),
  ]);
  expect(await jobNow(jobId)).toMatchObject({ status: "completed" });
});

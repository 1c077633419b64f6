/**
 * A bug here would look like: a job that somebody saw last week and that is said never to have been, or one of
 * another company that is shown.
 */
import { jetstreamManager } from "@nats-io/jetstream";
import {
  JobWithTimeline,
  PRINT_LOG,
  subjects,
  type Answer,
  type CommandVerb,
} from "@printermaster/contracts";
import { startPostgres } from "@printermaster/infra";
import { drizzle } from "drizzle-orm/postgres-js";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { answerCommand, answerQuery, type RequestDeps } from "../src/answer-request.ts";
import { discardPrint } from "../src/jobs/app/discard-print.ts";
import { retryPrint } from "../src/jobs/app/retry-print.ts";
import { archivedHistory } from "../src/read-model/adapters/archived-jobs.ts";
import { log } from "./broker.ts";
import { completed, dispatch, startProjection, submitted, told } from "./projection.ts";

let database: Awaited<ReturnType<typeof startPostgres>>;
let world: Awaited<ReturnType<typeof startProjection>>;
let deps: RequestDeps;
let projector: ReturnType<typeof world.run>;

beforeAll(async () => {
  database = await startPostgres();
  world = await startProjection(database.url);
  const { broker, readModel, sql } = world;
  const jobs = { ...broker.jobs, history: archivedHistory(drizzle(sql)) };
  deps = { jobs, cancel: broker.cancel, fleet: broker.fleet, readModel, log };
  await broker.hello();
  projector = world.run();
});
afterAll(async () => {
  await projector.stop();
  await world.stop();
  await database.stop();
});

const headers = undefined;
const ask = (verb: CommandVerb, body: object): Promise<Answer<unknown>> =>
  answerCommand(deps, { subject: subjects.command("demo", "oldtown", verb, "c1"), body, headers });
const query = (name: "job" | "dead-letters", body: object, company = "demo") =>
  answerQuery(deps, { subject: subjects.query(company, name, "c1"), body, headers });
const codeOf = (answer: Answer<unknown>) => (answer.ok ? "accepted" : answer.error.code);

const someone = { kind: "user", id: "anna", name: "Anna" } as const;
const verbs: readonly CommandVerb[] = ["cancel", "retry", "discard", "reprint"];
const answersOf = async (jobId: string) =>
  Promise.all(verbs.map(async (verb) => codeOf(await ask(verb, { jobId, idempotencyKey: "k" }))));

/** The log of production refuses a purge; here it plays the part of a week gone by. */
async function forget() {
  const manager = await jetstreamManager(world.broker.connection);
  const { config } = await manager.streams.info(PRINT_LOG);
  await manager.streams.delete(PRINT_LOG);
  await manager.streams.add({ ...config, first_seq: config.first_seq + 1000 });
}

describe("the list of dead letters", () => {
  it("has those that wait, newest first, for their own company and branches", async () => {
    const ids = [];
    for (const key of ["older", "newer", "retried", "discarded", "printed"]) {
      const jobId = await submitted(world.broker, key);
      ids.push(jobId);
      if (key === "printed") await told(world.broker, jobId, dispatch);
      if (key === "printed") await told(world.broker, jobId, completed);
      else await told(world.broker, jobId, { type: "ExpirePrint" });
    }
    await world.caughtUp();
    const listed = async (body: object, company?: string) => {
      const answer = await query("dead-letters", body, company);
      if (!answer.ok) throw new Error(answer.error.code);
      return (answer.value as { jobs: { jobId: string }[] }).jobs.map(({ jobId }) => jobId);
    };
    expect(await listed({})).toEqual([ids[3], ids[2], ids[1], ids[0]]);
    const context = {
      company: "demo",
      branch: "oldtown",
      correlationId: "c2",
      traceId: undefined,
    };
    const by = { retriedBy: someone, deadlineSeconds: undefined };
    await retryPrint(deps.jobs, context, { jobId: ids[2]!, ...by });
    await discardPrint(deps.jobs, "demo", "oldtown", { jobId: ids[3]!, discardedBy: someone });
    await world.caughtUp();
    expect(await listed({})).toEqual([ids[1], ids[0]]);
    expect(await listed({ limit: 1 })).toEqual([ids[1]]);
    expect(await listed({ branches: ["oldtown"] })).toEqual([ids[1], ids[0]]);
    expect(await listed({ branches: ["harbour"] })).toEqual([]);
    expect(await listed({}, "other")).toEqual([]);
  });
});

describe("a job that the log has forgotten", () => {
  let jobId: string;

  beforeAll(async () => {
    jobId = await submitted(world.broker, "forgotten");
    await told(world.broker, jobId, dispatch);
    await told(world.broker, jobId, completed);
    await world.caughtUp();
    await projector.stop();
    await forget();
  });

  it("is gone for every command, and one that never was is unknown", async () => {
    expect(await answersOf(jobId)).toEqual(["gone", "gone", "gone", "gone"]);
    expect(new Set(await answersOf("nobody"))).toEqual(new Set(["unknown-job"]));
  });

  it("still has its history", async () => {
    const answer = await query("job", { jobId, branches: ["harbour", "oldtown"] });
    const { job, timeline } = JobWithTimeline.parse(answer.ok && answer.value);
    expect(job).toMatchObject({ jobId, status: "completed", proof: "fenced" });
    expect(job).not.toHaveProperty("bodyHash");
    expect(timeline).toMatchObject([
      { type: "PrintSubmitted", status: "pending" },
      { type: "PrintDispatched", status: "processing", attempt: 1 },
      { type: "PrintCompleted", status: "completed" },
    ]);
  });

  it("does not exist for another company, or for another branch", async () => {
    expect(codeOf(await query("job", { jobId, branches: ["harbour"] }))).toBe("unknown-job");
    expect(codeOf(await query("job", { jobId }, "other"))).toBe("unknown-job");
    expect(codeOf(await query("job", { jobId: "nobody" }))).toBe("unknown-job");
    const { history } = deps.jobs;
    const known = { company: "demo", branch: "oldtown", jobId };
    expect(await history.knows(known)).toBe(true);
    expect(await history.knows({ ...known, branch: "harbour" })).toBe(false);
    expect(await history.knows({ ...known, company: "other" })).toBe(false);
  });

  it("is not called unknown while nobody can tell, and what the log has needs no database", async () => {
    const known = await submitted(world.broker, "in the log");
    await database.stop();
    expect(new Set(await answersOf(jobId))).toEqual(new Set(["read-model-unavailable"]));
    expect(codeOf(await query("job", { jobId }))).toBe("read-model-unavailable");
    expect(codeOf(await ask("reprint", { jobId: known, idempotencyKey: "k" }))).toBe("not-ended");
    expect(codeOf(await ask("cancel", { jobId: known }))).toBe("accepted");
  });
});

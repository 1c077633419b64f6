/** A bug here would look like: a person who retries what is not theirs, or a forgotten job that "never was". */
import {
  accepted,
  DeadLetterList,
  Discarded,
  Job,
  JobWithTimeline,
  Problem,
  refused,
  ReprintPrint,
  type ErrorCode,
} from "@printermaster/contracts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { AT, COMPANY, jobState } from "./world/job-state.ts";
import { startWorld, type World } from "./world/world.ts";

let world: World;
let anna: Record<string, string>;

const dead = jobState({ jobId: "dead", status: "aborted", reason: "job-expired" });
const elsewhere = jobState({ jobId: "elsewhere", branch: "south", status: "aborted" });
const forgotten = jobState({ jobId: "forgotten", status: "completed" });

beforeAll(async () => {
  world = await startWorld();
  anna = { authorization: `Bearer ${await world.tokenOf("anna@acme.test")}` };
  await world.broker.storeJob("PrintExpired", dead);
  await world.broker.storeJob("PrintExpired", elsewhere);
  const { status, reason } = forgotten;
  const line = { sequence: 3, type: "PrintCompleted", at: AT, status, reason, attempt: 1 };
  world.broker.on("job", ({ body }) =>
    (body as { jobId: string }).jobId === "forgotten"
      ? accepted({ job: forgotten, timeline: [line] })
      : refused("unknown-job"),
  );
});
afterAll(() => world.stop());

const post = (path: string, headers: Record<string, string> = {}, body: unknown = "") =>
  world.post(path, body, { ...anna, ...headers });
const get = (path: string) => world.call(path, { headers: anna });
const asker = { kind: "user", name: "Anna" };

async function problem(response: Response, status: number, code: ErrorCode): Promise<void> {
  expect(response.headers.get("content-type")).toBe("application/problem+json");
  expect(Problem.parse(await response.json())).toMatchObject({ status, code });
}

describe("retrying", () => {
  test.each([
    [false, 201, null],
    [true, 200, "true"],
  ])("answers with the other job (again: %s)", async (replayed, status, header) => {
    const job = jobState({ jobId: "second", retryOf: "dead" });
    world.broker.on("retry", () => accepted({ job, replayed }));
    const response = await post("/v1/jobs/dead/retry");
    expect(response.status).toBe(status);
    expect(response.headers.get("idempotency-replayed")).toBe(header);
    expect(response.headers.get("location")).toBe("/v1/jobs/second");
    const body = (await response.json()) as { job: unknown };
    expect(Job.parse(body.job)).toMatchObject({ jobId: "second", retryOf: "dead" });
    expect(world.broker.heardOf("retry").at(-1)).toMatchObject({
      company: COMPANY,
      branch: "north",
      body: { jobId: "dead", retriedBy: asker },
    });
  });

  test.each<[ErrorCode, number]>([
    ["may-have-printed", 409],
    ["not-a-dead-letter", 409],
    ["never-repeated", 409],
    ["document-gone", 410],
    ["gone", 410],
  ])("that is refused with %s is a problem with %i", async (code, status) => {
    world.broker.on("retry", () => refused(code));
    await problem(await post("/v1/jobs/dead/retry"), status, code);
  });
});

describe("reprinting", () => {
  beforeAll(() => {
    world.broker.on("reprint", ({ body }) => {
      const { jobId, printerId = "bar" } = ReprintPrint.parse(body);
      if (printerId === "open") return refused("not-ended");
      return accepted({
        job: jobState({ jobId: "copy", copyOf: jobId, printerId }),
        replayed: false,
      });
    });
  });

  test("needs a key, and answers with the copy", async () => {
    const path = "/v1/jobs/dead/reprint";
    await problem(await post(path), 400, "idempotency-key-missing");
    const response = await post(path, { "idempotency-key": "again" });
    expect(response.status).toBe(201);
    expect(await response.json()).toMatchObject({ job: { jobId: "copy", copyOf: "dead" } });
    expect(world.broker.heardOf("reprint").at(-1)).toMatchObject({
      branch: "north",
      body: { jobId: "dead", idempotencyKey: "again", requestedBy: asker },
    });
  });

  test("may name another printer, and nothing that is none", async () => {
    const ask = (printerId: string) =>
      post("/v1/jobs/dead/reprint", { "x-idempotency-key": "k" }, { printerId });
    expect(await (await ask("kitchen")).json()).toMatchObject({ job: { printerId: "kitchen" } });
    await problem(await ask("open"), 409, "not-ended");
    await problem(await ask("THE BAR"), 400, "invalid-payload");
  });
});

describe("discarding", () => {
  test("answers with the job", async () => {
    const job = { ...dead, deadLetter: "discarded" };
    world.broker.on("discard", () => accepted({ job }));
    const response = await post("/v1/jobs/dead/discard");
    expect(response.status).toBe(200);
    expect(Discarded.parse(await response.json()).job).toMatchObject({ deadLetter: "discarded" });
    expect(world.broker.heardOf("discard").at(-1)).toMatchObject({
      body: { jobId: "dead", discardedBy: asker },
    });
  });
});

test("the list is asked for the branches of the token only", async () => {
  world.broker.on("dead-letters", () => accepted({ jobs: [dead] }));
  const list = DeadLetterList.parse(await (await get("/v1/dead-letters?limit=7")).json());
  expect(list.jobs).toMatchObject([{ jobId: "dead", reason: "job-expired" }]);
  expect(world.broker.heardOf("dead-letters").at(-1)?.body).toEqual({
    limit: 7,
    branches: ["north"],
  });
  await problem(await get("/v1/dead-letters?limit=0"), 400, "invalid-payload");
  world.broker.on("dead-letters", () => refused("read-model-unavailable"));
  await problem(await get("/v1/dead-letters"), 503, "read-model-unavailable");
});

const verbs = ["cancel", "retry", "reprint", "discard"] as const;

describe.each(verbs)("to %s", (verb) => {
  const ask = (id: string) => post(`/v1/jobs/${id}/${verb}`, { "idempotency-key": "k" });

  test("a job of a branch that is not theirs is to meet none", async () => {
    const before = world.broker.heardOf(verb).length;
    for (const id of ["elsewhere", "nobody", "a.b"])
      await problem(await ask(id), 404, "unknown-job");
    expect(world.broker.heardOf(verb)).toHaveLength(before);
  });

  test("a job that the log has forgotten comes too late", async () => {
    await problem(await ask("forgotten"), 410, "gone");
  });

  test("needs somebody who is signed in", async () => {
    await problem(await world.post(`/v1/jobs/dead/${verb}`, ""), 401, "unauthenticated");
  });
});

test("a job that the log has forgotten is read from the archive, its picture is gone", async () => {
  const { job, timeline } = JobWithTimeline.parse(await (await get("/v1/jobs/forgotten")).json());
  expect(job).toMatchObject({ jobId: "forgotten", status: "completed" });
  expect(timeline).toMatchObject([{ type: "PrintCompleted" }]);
  expect(world.broker.heardOf("job").at(-1)?.body).toEqual({
    jobId: "forgotten",
    branches: ["north"],
  });
  await problem(await get("/v1/jobs/forgotten/paper.svg"), 410, "gone");
});

test("a job is not called unknown while the archive is away", async () => {
  world.broker.on("job", () => refused("read-model-unavailable"));
  await problem(await get("/v1/jobs/nobody"), 503, "read-model-unavailable");
  expect((await get("/v1/jobs/dead")).status).toBe(200);
});

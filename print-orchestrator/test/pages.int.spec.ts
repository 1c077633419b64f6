/** A bug here would look like: a job that is on two pages or on none, because others came while somebody turned them. */
import { Job, ListJobs } from "@printermaster/contracts";
import { drizzle } from "drizzle-orm/postgres-js";
import { startPostgres } from "@printermaster/infra";
import { migrate } from "@printermaster/runtime";
import postgres from "postgres";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { postgresReadModel } from "../src/read-model/adapters/postgres-read-model.ts";
import { job as jobs } from "../src/read-model/adapters/read.schema.ts";
import { migrations } from "./projection.ts";
import { jobState } from "./job-states.ts";

const at = (second: number) => `2026-11-21T10:00:${String(second).padStart(2, "0")}.000Z`;

const job = (number: number, changes: Partial<Job> = {}): Job => ({
  ...Job.parse(jobState(`job${String(number).padStart(3, "0")}`)),
  submittedAt: at(Math.floor(number / 10)),
  ...changes,
});

let database: Awaited<ReturnType<typeof startPostgres>>;
let sql: postgres.Sql;

beforeAll(async () => {
  database = await startPostgres();
  sql = postgres(database.url, { onnotice: () => {} });
  await migrate(sql, "read", migrations);
  // Ten a moment, so that time alone orders nothing.
  await put(...Array.from({ length: 95 }, (_, number) => job(number)));
  await put(
    job(200, { branch: "harbour", title: "100% Café_1", class: "label", submittedAt: at(50) }),
    job(201, { branch: "harbour", title: "100 cafes 1", printerId: "p9", submittedAt: at(51) }),
    job(202, { branch: "harbour", status: "completed", submittedAt: at(52) }),
  );
});

afterAll(async () => {
  await sql.end();
  await database.stop();
});

const put = (...all: readonly Job[]) =>
  drizzle(sql)
    .insert(jobs)
    .values(all.map((one) => ({ ...one, sequence: 1, job: one })));

const list = (query: object) =>
  postgresReadModel(drizzle(sql)).jobs(job(0).company, ListJobs.parse(query));
const idsOf = async (query: object) => (await list(query)).jobs.map(({ jobId }) => jobId);

describe("pages of jobs", () => {
  test("hold each job once, newest first, although others come between them", async () => {
    const seen: string[] = [];
    let cursor: string | undefined;
    let pages = 0;
    do {
      const page = await list({ branches: [job(0).branch], limit: 20, cursor });
      seen.push(...page.jobs.map(({ jobId }) => jobId));
      cursor = page.nextCursor;
      await put(job(300 + pages++, { submittedAt: at(40 + pages) }));
    } while (cursor);
    expect(pages).toBe(5);
    expect(seen).toEqual(Array.from({ length: 95 }, (_, number) => job(94 - number).jobId));
  });

  test("end without a cursor, also when the last one is full", async () => {
    const page = await list({ branches: ["harbour"], limit: 3 });
    expect(page.jobs).toHaveLength(3);
    expect(page).not.toHaveProperty("nextCursor");
  });

  test.each([
    [{ statuses: ["completed"] }, ["job202"]],
    [{ class: "label" }, ["job200"]],
    [{ printerId: "p9" }, ["job201"]],
    [{ since: at(51) }, ["job202", "job201"]],
    [{ until: at(51) }, ["job200"]],
    [{ text: "CAFé_" }, ["job200"]],
    [{ text: "0%" }, ["job200"]],
  ])("are of %j only", async (filter, ids) => {
    expect(await idsOf({ branches: ["harbour"], ...filter })).toEqual(ids);
  });

  test("are not asked for by a cursor that nobody was given", () => {
    for (const cursor of [
      "",
      "x",
      "2026-02-31T10:00:00.000Z_job1",
      "0000-01-01T10:00:00.000Z_job1",
    ])
      expect(ListJobs.safeParse({ cursor }).success).toBe(false);
  });
});

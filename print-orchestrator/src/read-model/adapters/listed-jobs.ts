/** Pages of jobs, newest first. */
import type { JobList, ListJobs } from "@printermaster/contracts";
import { and, desc, eq, gte, ilike, inArray, lt, sql, type SQL } from "drizzle-orm";
import type { PostgresJsDatabase } from "drizzle-orm/postgres-js";
import { cursorOf, placeOf } from "../domain/cursor.ts";
import { job } from "./read.schema.ts";

export async function listedJobs(
  database: PostgresJsDatabase,
  company: string,
  query: ListJobs,
): Promise<JobList> {
  const { limit } = query;
  const rows = await database
    .select({ job: job.job })
    .from(job)
    .where(and(eq(job.company, company), ...filtersOf(query)))
    .orderBy(desc(job.submittedAt), desc(job.jobId))
    .limit(limit + 1);
  const jobs = rows.slice(0, limit).map((row) => row.job);
  const last = rows.length > limit ? jobs.at(-1) : undefined;
  return { jobs, ...(last ? { nextCursor: cursorOf(last) } : {}) };
}

function filtersOf(query: ListJobs): (SQL | undefined)[] {
  const { branches, printerId, statuses, since, until, text, cursor } = query;
  return [
    branches && inArray(job.branch, branches),
    printerId ? eq(job.printerId, printerId) : undefined,
    statuses && inArray(job.status, statuses),
    query.class && eq(job.class, query.class),
    since ? gte(job.submittedAt, since) : undefined,
    until ? lt(job.submittedAt, until) : undefined,
    text ? ilike(sql`${job.job} ->> 'title'`, `%${literally(text)}%`) : undefined,
    cursor ? after(cursor) : undefined,
  ];
}

function after(cursor: string): SQL {
  const { submittedAt, jobId } = placeOf(cursor);
  return sql`(${job.submittedAt}, ${job.jobId}) < (${submittedAt}::timestamptz, ${jobId})`;
}

const literally = (text: string): string => text.replaceAll(/[\\%_]/g, String.raw`\$&`);

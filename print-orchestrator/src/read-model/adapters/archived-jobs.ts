/** Single jobs as the archive tells them: it forgets none. */
import {
  Job,
  JobEventType,
  originIn,
  parseEventSubject,
  PRINT_LOG,
  StoredJobEvent,
  subjects,
  type JobWithTimeline,
  type ReadJob,
  type TimelineEntry,
} from "@printermaster/contracts";
import { and, asc, eq } from "drizzle-orm";
import type { PostgresJsDatabase } from "drizzle-orm/postgres-js";
import type { History } from "../../jobs/app/ports.ts";
import { archived } from "./archive.schema.ts";

export function archivedHistory(database: PostgresJsDatabase): History {
  return {
    async knows({ company, branch, jobId }) {
      const subject = subjects.job(company, branch, jobId);
      const found = await database
        .select({ sequence: archived.sequence })
        .from(archived)
        .where(and(ofJob(jobId), eq(archived.subject, subject)))
        .limit(1);
      return found.length > 0;
    },
  };
}

/** `undefined` for a job of another company, or of none of these branches. */
export async function archivedJob(
  database: PostgresJsDatabase,
  company: string,
  { jobId, branches }: ReadJob,
): Promise<JobWithTimeline | undefined> {
  const rows = await database
    .select()
    .from(archived)
    .where(ofJob(jobId))
    .orderBy(asc(archived.sequence));
  const events = rows.flatMap((row) => {
    const named = parseEventSubject(row.subject);
    const mine = named?.company === company && (branches?.includes(named.branch) ?? true);
    return mine ? readable(row) : [];
  });
  const job = events.at(-1)?.job;
  return job && { job, timeline: events.map(({ entry }) => entry) };
}

const ofJob = (jobId: string) => and(eq(archived.stream, PRINT_LOG), eq(archived.jobId, jobId));

/** What cannot be read is a gap in the timeline, as it is in every list. */
function readable(row: typeof archived.$inferSelect): { job: Job; entry: TimelineEntry }[] {
  const type = JobEventType.safeParse(row.type);
  const event = StoredJobEvent.safeParse(row.body);
  if (!type.success || !event.success) return [];
  const { at, data, state } = event.data;
  const { status, reason, attempt, detail } = state;
  const told = { status, reason, attempt, detail, ...originIn(data) };
  const entry = { sequence: row.sequence, type: type.data, at, ...told };
  return [{ job: Job.parse(state), entry }];
}

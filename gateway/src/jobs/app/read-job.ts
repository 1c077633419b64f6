import {
  accepted,
  Job,
  refused,
  type Answer,
  type Id,
  type JobWithTimeline,
  type TimelineEntry,
} from "@printermaster/contracts";
import { mayUse, type UserPrincipal } from "../../domain/principal.ts";
import type { JobReader, LoggedJobEvent } from "./ports.ts";
import { toldByEvent } from "./told-by-event.ts";

/** A job of a branch that is not theirs does not exist for a user. */
export async function readJob(
  reader: JobReader,
  user: UserPrincipal,
  jobId: Id,
): Promise<Answer<Job>> {
  const last = await reader.lastEvent(user.company, jobId);
  if (!last || !mayUse(user, last.state.branch)) return refused("unknown-job");
  return accepted(Job.parse(last.state));
}

export async function readJobWithTimeline(
  reader: JobReader,
  user: UserPrincipal,
  jobId: Id,
): Promise<Answer<JobWithTimeline>> {
  const found = await readJob(reader, user, jobId);
  if (!found.ok) return found;
  const history = await reader.history(user.company, found.value.branch, jobId);
  // The job may have moved on since we looked for it: job and timeline must tell the same story.
  const job = Job.parse(history.at(-1)?.event.state ?? found.value);
  return accepted({ job, timeline: history.map(lineOf) });
}

function lineOf({ sequence, type, event: { at, data, state } }: LoggedJobEvent): TimelineEntry {
  const { status, reason, attempt } = state;
  return { sequence, type, at, status, reason, attempt, detail: toldByEvent(type, data) };
}

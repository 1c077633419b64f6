import {
  accepted,
  Job,
  refused,
  type Answer,
  type Id,
  type JobWithTimeline,
  type TimelineEntry,
} from "@printermaster/contracts";
import { branchIds, mayUse, type Caller } from "../../domain/principal.ts";
import type { JobReader, LoggedJobEvent, ReadModel } from "./ports.ts";
import { toldByEvent } from "./told-by-event.ts";

export interface ReadDeps {
  readonly jobs: JobReader;
  readonly readModel: Pick<ReadModel, "job">;
}

/** A job of a branch that is not theirs does not exist for a user; one that the log has forgotten is gone. */
export async function readJob(deps: ReadDeps, user: Caller, jobId: Id): Promise<Answer<Job>> {
  const last = await deps.jobs.lastEvent(user.company, jobId);
  if (last && mayUse(user, last.state.branch)) return accepted(Job.parse(last.state));
  if (last) return refused("unknown-job");
  const forgotten = await readForgotten(deps, user, jobId);
  return forgotten.ok ? refused("gone") : forgotten;
}

export async function readJobWithTimeline(
  deps: ReadDeps,
  user: Caller,
  jobId: Id,
): Promise<Answer<JobWithTimeline>> {
  const found = await readJob(deps, user, jobId);
  if (!found.ok) return found.error.code === "gone" ? readForgotten(deps, user, jobId) : found;
  const history = await deps.jobs.history(user.company, found.value.branch, jobId);
  // The job may have moved on since we looked for it: job and timeline must tell the same story.
  const job = Job.parse(history.at(-1)?.event.state ?? found.value);
  return accepted({ job, timeline: history.map(lineOf) });
}

const readForgotten = ({ readModel }: ReadDeps, user: Caller, jobId: Id) =>
  readModel.job(user.company, { jobId, branches: branchIds(user) });

function lineOf({ sequence, type, event: { at, data, state } }: LoggedJobEvent): TimelineEntry {
  const { status, reason, attempt } = state;
  return { sequence, type, at, status, reason, attempt, detail: toldByEvent(type, data) };
}

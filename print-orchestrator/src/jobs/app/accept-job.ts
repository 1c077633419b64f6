/** A new job under an id that may be taken: it is stored, or what was stored before is the answer again. */
import {
  accepted,
  hasEnded,
  Job,
  refused,
  type Answer,
  type JobState,
  type Submitted,
} from "@printermaster/contracts";
import type { SubmitPrint as SubmitCommand } from "../domain/print-job.ts";
import { keptDocument } from "./kept-document.ts";
import type { JobDeps } from "./ports.ts";
import { storeJob } from "./store-job.ts";

type AcceptDeps = Pick<JobDeps, "jobs" | "documents" | "room">;

/** Room comes back when old events age out or an operator makes some: neither is a matter of seconds. */
export const logFull = () => refused("log-full", { retryAfterSeconds: 30 });

export async function acceptJob(
  deps: AcceptDeps,
  command: SubmitCommand,
  document: unknown,
): Promise<Answer<Submitted>> {
  try {
    const job = await storeJob(deps, command, document);
    if (job) return accepted(submitted(job, false));
    return await replayOr(deps, command, document, refused("storage-unavailable"));
  } catch (error) {
    if (!deps.room.ranOut(error)) throw error;
    return replayOr(deps, command, document, logFull());
  }
}

/** Where no new job can be stored, what was stored before is still answered: its first result, or that it was another. */
export async function replayOr(
  deps: AcceptDeps,
  command: SubmitCommand,
  document: unknown,
  otherwise: Answer<never>,
): Promise<Answer<Submitted>> {
  const { job, unreadable } = await deps.jobs.load(command);
  if (unreadable) return refused("unreadable-job");
  if (!job) return otherwise;
  if (job.bodyHash !== command.bodyHash) return refused("key-reused", { jobId: job.jobId });
  if (document !== undefined) await deps.documents.restore(command, command.bodyHash, document);
  // Its writer died between event and document, and what it was copied from is gone by now: nothing will ever print.
  else if (!hasEnded(job.status) && !(await keptDocument(deps.documents, job, job.bodyHash)))
    return otherwise;
  return accepted(submitted(job, true));
}

const submitted = (job: JobState, replayed: boolean): Submitted => ({
  job: Job.parse(job),
  replayed,
});

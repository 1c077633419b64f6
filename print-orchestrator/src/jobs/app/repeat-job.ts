/** What retries and copies have in common: another job, with the document of one that has ended. */
import {
  defaultDeadlineSeconds,
  refused,
  type Actor,
  type Answer,
  type JobState,
} from "@printermaster/contracts";
import type { SubmitPrint } from "../domain/print-job.ts";
import { logFull } from "./accept-job.ts";
import { keptDocument } from "./kept-document.ts";
import type { JobDeps, SubmitContext } from "./ports.ts";

type Repeated = Pick<
  SubmitPrint,
  "jobId" | "printerId" | "class" | "title" | "documentKind" | "bodyHash"
> &
  Partial<Pick<SubmitPrint, "copyOf" | "possibleDuplicate" | "retryOf" | "lists">>;

/** Its time begins anew, and it is the job of whoever asks for it. */
export function repeatCommand(
  { now }: Pick<JobDeps, "now">,
  context: SubmitContext,
  repeated: Repeated,
  submittedBy: Actor,
  deadlineSeconds = defaultDeadlineSeconds[repeated.class],
): SubmitPrint {
  const at = now();
  const expiresAt = new Date(at.getTime() + deadlineSeconds * 1000).toISOString();
  const by = { at: at.toISOString(), expiresAt, submittedBy };
  return { type: "SubmitPrint", ...context, ...repeated, ...by };
}

/** A dead letter keeps its document when the documents' stream has forgotten it. */
export async function documentOf(
  { documents, letters }: Pick<JobDeps, "documents" | "letters">,
  job: JobState,
): Promise<unknown> {
  const stored = await keptDocument(documents, job, job.bodyHash);
  if (stored) return stored.document;
  const letter = await letters.get(job);
  return letter?.bodyHash === job.bodyHash ? letter.document : undefined;
}

/** Why this job cannot be stored now, if it is not stored already. */
export async function obstacleTo(
  { printers, room }: Pick<JobDeps, "printers" | "room">,
  { company, branch, printerId }: SubmitPrint,
  document: unknown,
): Promise<Answer<never> | undefined> {
  if (document === undefined) return refused("document-gone");
  if (!(await printers.exists(company, branch, printerId))) return refused("unknown-printer");
  return (await room.forNewJobs()) ? undefined : logFull();
}

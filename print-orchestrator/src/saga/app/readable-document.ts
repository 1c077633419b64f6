/** A document that nobody can read would hold its queue until the job's deadline: the job ends instead. */
import type { JobState, StoredDocument } from "@printermaster/contracts";
import { UnreadableDocument } from "../../jobs/app/ports.ts";
import { isInFlight, type OpenJob } from "../domain/open-job.ts";
import type { SagaDeps } from "./ports.ts";
import { settle, type Step } from "./settle.ts";

export async function readableDocument(
  { documents }: SagaDeps,
  { state }: OpenJob,
): Promise<StoredDocument | "unreadable" | undefined> {
  try {
    return await documents.get(state, state.bodyHash);
  } catch (error) {
    if (error instanceof UnreadableDocument) return "unreadable";
    throw error;
  }
}

/** As long as an orchestrator tries to store a document; see `EventStreams.append`. */
const DOCUMENT_MS = 10_000;

/** It is written beside `PrintSubmitted`, and may be stored a moment after it. */
export const mayYetCome = ({ submittedAt }: JobState, now: Date): boolean =>
  now.getTime() - Date.parse(submittedAt) < DOCUMENT_MS;

export function endUnprintable(deps: SagaDeps, job: OpenJob): Promise<Step> {
  deps.log.error({ jobId: job.state.jobId }, "a document cannot be read: its job ends here");
  const unprinted = isInFlight(job) ? {} : { unprinted: true };
  const cause = "its document cannot be read";
  return settle(deps, job, { type: "EndUnreadable", cause, ...unprinted });
}

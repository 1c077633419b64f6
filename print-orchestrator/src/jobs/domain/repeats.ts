/** What another job takes over from the one that it repeats. */
import { hasEnded, type ErrorCode, type JobState } from "@printermaster/contracts";
import { isNeverRepeated } from "./job-classes.ts";

/** Where somebody stood in for its printer, the next one may be printed where it was meant to be. */
const same = ({ standsInFor, printerId, class: jobClass, title, documentKind }: JobState) => ({
  printerId: standsInFor?.printerId ?? printerId,
  class: jobClass,
  title,
  documentKind,
});

/** In place of a job that was never printed: what that was marked as, it is marked as. */
export const retried = (job: JobState) => ({
  ...same(job),
  bodyHash: job.bodyHash,
  retryOf: job.jobId,
  ...(job.copyOf ? { copyOf: job.copyOf } : {}),
  ...(job.possibleDuplicate ? { possibleDuplicate: true } : {}),
  ...(job.lists ? { lists: job.lists } : {}),
});

/** A copy of a copy names the first job, of which nobody may know as little as before. */
export const copied = (job: JobState) => ({
  ...same(job),
  copyOf: job.copyOf ?? job.jobId,
  ...(isDoubtful(job) ? { possibleDuplicate: true } : {}),
});

const isDoubtful = ({ reason, status, possibleDuplicate = false }: JobState): boolean =>
  reason === "print-result-unknown" || (possibleDuplicate && status !== "completed");

/** A second kick of a drawer is money in somebody's reach; before its end, one job would be on paper twice unseen. */
export function whyNotCopied({ status, class: jobClass }: JobState): ErrorCode | undefined {
  if (isNeverRepeated(jobClass)) return "never-repeated";
  return hasEnded(status) ? undefined : "not-ended";
}

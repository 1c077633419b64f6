import type { Job, JobStatus, PrintProgress } from "@printermaster/contracts";

export const RECENT = 20;

/** Newest first. Of two accounts of one job the later one stands, whichever came first. */
export function mergeJobs(jobs: readonly Job[], incoming: readonly Job[]): Job[] {
  const merged = new Map(jobs.map((job) => [job.jobId, job]));
  for (const job of incoming) {
    const known = merged.get(job.jobId);
    if (known === undefined || supersedes(job, known)) merged.set(job.jobId, job);
  }
  return Array.from(merged.values())
    .sort((a, b) => b.submittedAt.localeCompare(a.submittedAt))
    .slice(0, RECENT);
}

/** Two steps can fall into one millisecond; then the one that lies further stands. */
function supersedes(job: Job, known: Job): boolean {
  if (job.updatedAt !== known.updatedAt) return job.updatedAt > known.updatedAt;
  return order.indexOf(job.status) >= order.indexOf(known.status);
}

const order: readonly JobStatus[] = [
  "pending",
  "pending-held",
  "processing",
  "processing-stopped",
  "canceled",
  "aborted",
  "completed",
];

/** A stored event may come without its job: then it changes what is known of one on the page. */
export function jobAfter(jobs: readonly Job[], progress: PrintProgress): Job | undefined {
  if (progress.job !== undefined) return progress.job;
  const known = jobs.find(({ jobId }) => jobId === progress.jobId);
  if (known === undefined || progress.sequence === undefined) return undefined;
  return {
    ...known,
    status: progress.status ?? known.status,
    reason: progress.reason ?? known.reason,
    updatedAt: progress.at,
  };
}

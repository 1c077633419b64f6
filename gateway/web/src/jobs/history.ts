/** A job's timeline, told as the progress that was missed while the socket was away. */
import type { JobEventType, JobWithTimeline, PrintProgress } from "@printermaster/contracts";

const steps: Record<JobEventType, PrintProgress["step"]> = {
  PrintSubmitted: "submitted",
  PrintHeld: "waiting",
  PrintDispatched: "dispatched",
  PrintCompleted: "completed",
  PrintFailed: "failed",
  PrintUnconfirmed: "unconfirmed",
  PrintExpired: "expired",
};

export const progressOf = ({ job, timeline }: JobWithTimeline): PrintProgress[] =>
  timeline.map(({ type, sequence, at, status, reason }) => ({
    jobId: job.jobId,
    branchId: job.branch,
    printerId: job.printerId,
    correlationId: job.correlationId,
    step: steps[type],
    sequence,
    at,
    status,
    reason,
    job,
  }));

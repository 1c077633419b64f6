/** A job's timeline, told as the progress that was missed while the socket was away. */
import { stepOf, type JobWithTimeline, type PrintProgress } from "@printermaster/contracts";

export const progressOf = ({ job, timeline }: JobWithTimeline): PrintProgress[] =>
  timeline.map(({ type, sequence, at, status, reason }) => ({
    jobId: job.jobId,
    branchId: job.branch,
    printerId: job.printerId,
    correlationId: job.correlationId,
    step: stepOf(type, { status, reason }),
    sequence,
    at,
    status,
    reason,
    job,
  }));

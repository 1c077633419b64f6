import type { AgentJob } from "@printermaster/contracts";

/** On every span of an attempt. */
export const attributesOf = (job: Pick<AgentJob, "jobId" | "printerId" | "attempt">) => ({
  "print.job.id": job.jobId,
  "print.printer.id": job.printerId,
  "print.attempt": job.attempt,
});

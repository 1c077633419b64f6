import type { AgentJob } from "@printermaster/contracts";

export const deadlineOf = (job: Pick<AgentJob, "expiresAt">): number => Date.parse(job.expiresAt);

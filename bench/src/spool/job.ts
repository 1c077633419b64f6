import type { AgentJob } from "@printermaster/contracts";

const line = (nth: number) => `${nth} x a dish with a name of usual length`.padEnd(40) + "12.50";
const text = Array.from({ length: 30 }, (_, nth) => line(nth)).join("\n");

/** Of the size of a restaurant's receipt. */
export const receiptJob = (jobId: string): AgentJob => ({
  session: "session1",
  jobId,
  attempt: 1,
  printerId: "kitchen",
  class: "receipt",
  document: { kind: "text", text },
  correlationId: jobId,
  expiresAt: "2099-01-01T00:00:00.000Z",
});

import type { JobState, PrinterState } from "@printermaster/contracts";

export const COMPANY = "acme";
export const AT = "2026-03-01T09:00:00.000Z";

export const jobState = (changes: Partial<JobState> = {}): JobState => ({
  jobId: "job1",
  company: COMPANY,
  branch: "north",
  printerId: "bar",
  class: "receipt",
  title: "Table 4",
  documentKind: "text",
  status: "pending",
  reason: "none",
  attempt: 0,
  correlationId: "corr-1",
  submittedBy: { kind: "user", id: "anna", name: "Anna" },
  submittedAt: AT,
  expiresAt: "2026-03-01T09:10:00.000Z",
  updatedAt: AT,
  bodyHash: "secret",
  ...changes,
});

export const printerState = (changes: Partial<PrinterState> = {}): PrinterState => ({
  printerId: "bar",
  name: "Bar",
  kind: "virtual",
  columns: 42,
  state: "idle",
  reasons: [],
  company: COMPANY,
  branch: "north",
  agentId: "till1",
  reportedAt: AT,
  since: AT,
  breaker: { state: "closed" },
  removed: false,
  ...changes,
});

/** Jobs, printers and agents as the folds know them. */
import type { AgentState, JobState, PrinterState } from "@printermaster/contracts";

export const nowMs = Date.parse("2026-11-21T10:00:00.000Z");
export const at = (ms: number) => new Date(ms).toISOString();
const now = at(nowMs);

export const jobState = (jobId: string, over: Partial<JobState> = {}): JobState => ({
  jobId,
  company: "demo",
  branch: "oldtown",
  printerId: "printer1",
  class: "receipt",
  title: "",
  documentKind: "text",
  status: "pending",
  reason: "none",
  attempt: 0,
  correlationId: "c1",
  bodyHash: "hash",
  submittedBy: { kind: "user", id: "anna", name: "Anna" },
  submittedAt: now,
  expiresAt: now,
  updatedAt: now,
  ...over,
});

export const printerState = (
  printerId: string,
  agentId: string,
  over: Partial<PrinterState> = {},
): PrinterState => ({
  printerId,
  name: `The ${printerId}`,
  kind: "tcp",
  columns: 48,
  state: "idle",
  reasons: [],
  company: "demo",
  branch: "oldtown",
  agentId,
  reportedAt: now,
  since: now,
  breaker: { state: "closed" },
  removed: false,
  ...over,
});

export const agentState = (agentId: string, over: Partial<AgentState> = {}): AgentState => ({
  agentId,
  company: "demo",
  branch: "oldtown",
  connected: true,
  session: "s1",
  installationId: "install1",
  spoolId: "spool1",
  counter: 0,
  spoolGeneration: 1,
  appVersion: "1",
  gateway: "gateway-1",
  printers: [],
  since: now,
  ...over,
});

import type { Job, PrinterView, PrintProgress } from "@printermaster/contracts";
import type { Intent } from "../src/test-print/intent.ts";

export const intent: Intent = {
  idempotencyKey: "key",
  correlationId: "click",
  traceId: "0af7651916cd43dd8448eb211c80319c",
  traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
};

export const job = (over: Partial<Job> = {}): Job => ({
  jobId: "job1",
  company: "c1",
  branch: "b1",
  printerId: "p1",
  class: "test",
  title: "Test print",
  documentKind: "test-page",
  status: "pending",
  reason: "none",
  attempt: 0,
  correlationId: "click",
  submittedBy: { kind: "user", id: "u1", name: "Ada" },
  submittedAt: "2026-01-02T10:00:00.000Z",
  expiresAt: "2026-01-02T10:05:00.000Z",
  updatedAt: "2026-01-02T10:00:00.000Z",
  ...over,
});

export const progress = (
  step: PrintProgress["step"],
  sequence?: number,
  of?: Partial<Job>,
): PrintProgress => ({
  jobId: "job1",
  branchId: "b1",
  correlationId: "click",
  step,
  at: "2026-01-02T10:00:01.000Z",
  ...(sequence === undefined ? {} : { sequence }),
  ...(of === undefined ? {} : { job: job(of) }),
});

export const printer = (over: Partial<PrinterView> = {}): PrinterView => ({
  printerId: "p1",
  name: "Counter",
  kind: "virtual",
  columns: 48,
  state: "idle",
  reasons: ["none"],
  company: "c1",
  branch: "b1",
  agentId: "a1",
  reportedAt: "2026-01-02T10:00:00.000Z",
  since: "2026-01-02T10:00:00.000Z",
  breaker: { state: "closed" },
  removed: false,
  agentConnected: true,
  ...over,
});

/** `/printing-ws` as web clients see it. Agents speak agent-protocol.ts on the same namespace. */
import { z } from "zod";
import { PrintDocument } from "./documents.ts";
import { ErrorCode } from "./errors.ts";
import { CorrelationId, Id, IdempotencyKey, line, Traceparent } from "./ids.ts";
import {
  Job,
  JobClass,
  JobReason,
  JobStatus,
  MAX_DEADLINE_SECONDS,
  type JobEventType,
} from "./jobs.ts";

export const PRINTING_NAMESPACE = "/printing-ws";

export const WebHandshake = z.object({ token: z.string().min(1).max(4096) });

/** Common to what a person's click sends: one key per intent, and the click's trace. */
const intent = {
  printerId: Id,
  branchId: Id.optional(),
  idempotencyKey: IdempotencyKey.optional(),
  correlationId: CorrelationId.optional(),
  traceparent: Traceparent.optional(),
};

export const PrinterTest = z.object(intent);
export type PrinterTest = z.infer<typeof PrinterTest>;

export const PrintSubmit = z.object({
  ...intent,
  class: JobClass.optional(),
  title: line(120).optional(),
  document: PrintDocument,
  deadlineSeconds: z.number().int().min(1).max(MAX_DEADLINE_SECONDS).optional(),
});
export type PrintSubmit = z.infer<typeof PrintSubmit>;

export const PrintCancel = z.object({ jobId: Id, traceparent: Traceparent.optional() });
export type PrintCancel = z.infer<typeof PrintCancel>;

export const BranchRoom = z.object({ branchId: Id });

/** The browser's own span of a click, ended when the person saw the result. */
export const ClickSpan = z.object({
  traceparent: Traceparent,
  name: z.enum(["print.click"]),
  startedAtMs: z.number().int().positive(),
  endedAtMs: z.number().int().positive(),
  jobId: Id.optional(),
});
export type ClickSpan = z.infer<typeof ClickSpan>;

export const clientEvents = {
  test: "printer:test",
  testAlias: "testPrinter",
  submit: "print:submit",
  cancel: "print:cancel",
  joinBranch: "join:branch",
  joinBranchAlias: "joinBranch",
  leaveBranch: "leaveBranch",
  click: "telemetry:click",
} as const;

/** A stored event has a sequence; a live step has none. */
export const PrintProgress = z.object({
  jobId: Id,
  branchId: Id,
  printerId: Id.optional(),
  correlationId: CorrelationId.optional(),
  step: z.enum([
    "submitted",
    "waiting",
    "dispatched",
    "spooled",
    "connecting",
    "sending",
    "completed",
    "failed",
    "unconfirmed",
    "expired",
    "canceling",
    "canceled",
  ]),
  sequence: z.number().int().optional(),
  at: z.iso.datetime(),
  status: JobStatus.optional(),
  reason: JobReason.optional(),
  /** At the time `at`; nothing where too little is known. */
  estimatedSecondsLeft: z.number().int().positive().optional(),
  job: Job.optional(),
});
export type PrintProgress = z.infer<typeof PrintProgress>;

const steps = {
  PrintSubmitted: "submitted",
  PrintHeld: "waiting",
  PrintDispatched: "dispatched",
  PrintCompleted: "completed",
  PrintFailed: "failed",
  PrintUnconfirmed: "unconfirmed",
  PrintExpired: "expired",
  PrintAttemptFailed: "waiting",
  PrintCancelRequested: "canceling",
  PrintCancelRefused: "dispatched",
  PrintCanceled: "canceled",
  PrintRevoked: "waiting",
  PrintRerouted: "waiting",
  PrintRetried: "failed",
  PrintDiscarded: "failed",
  PrintUnreadable: "failed",
} as const satisfies Record<JobEventType, PrintProgress["step"]>;

/** The step that a stored event is shown as. What has ended stays at its ending, whatever is told of it afterwards. */
export function stepOf(
  type: JobEventType,
  { status, reason }: Pick<Job, "status" | "reason">,
): PrintProgress["step"] {
  if (status === "completed" || status === "canceled") return status;
  if (status !== "aborted") return steps[type];
  if (reason === "job-expired") return "expired";
  return reason === "print-result-unknown" ? "unconfirmed" : "failed";
}

export const PrinterTestResult = z.object({
  printerId: Id,
  correlationId: CorrelationId,
  jobId: Id.optional(),
  success: z.boolean(),
  message: z.string(),
  /** Only to who asked: why there is no job. */
  code: ErrorCode.optional(),
});
export type PrinterTestResult = z.infer<typeof PrinterTestResult>;

export const AgentPresence = z.object({
  deviceId: Id,
  branchId: Id,
  connected: z.boolean(),
  at: z.iso.datetime(),
});
export type AgentPresence = z.infer<typeof AgentPresence>;

/** From here on everything that is stored in the socket's branches is told: once, in each log's order. */
export const SyncReady = z.object({
  /** What was missed since the client's offset has just been told; otherwise the client reads the lists. */
  recovered: z.boolean(),
  replayed: z.number().int(),
});
export type SyncReady = z.infer<typeof SyncReady>;

/** What was missed will not be told: the client reads the lists again. What comes from here on is told. */
export const SyncRequired = z.object({
  reason: z.enum(["unknown", "too-old", "too-many", "incomplete", "unavailable"]),
});
export type SyncRequired = z.infer<typeof SyncRequired>;
/** To everybody on this instance, agents included: open another connection at a random moment within, then close this one. */
export const ServerDraining = z.object({ withinMs: z.number().int().nonnegative() });
export type ServerDraining = z.infer<typeof ServerDraining>;

/** Something is wrong that somebody should look at; live only. */
export const AgentAlert = z.object({
  deviceId: Id,
  branchId: Id,
  /** Refused: another installation came with a device's id and licence, or one device more than the licence allows. */
  code: z.enum(["second-installation", "too-many-devices"]),
  at: z.iso.datetime(),
});
export type AgentAlert = z.infer<typeof AgentAlert>;

export const serverEvents = {
  syncReady: "sync:ready",
  syncRequired: "sync:required",
  progress: "print:progress",
  testResult: "printer:test:result",
  /** Anything that is new about a printer, whatever it is. */
  printerStatus: "printerStatusUpdate",
  printerAdded: "printer:added",
  /** Its description, its state or its backup is another one, or it is gone (`removed`). */
  printerUpdate: "printerUpdate",
  agentConnected: "desktop:connected",
  agentDisconnected: "desktop:disconnected",
  agentAlert: "desktop:alert",
  draining: "server:draining",
} as const;

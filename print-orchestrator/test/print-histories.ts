/** Commands and events of one job, to tell histories with. */
import type { FailureCode, JobClass, JobEvent, Outcome } from "@printermaster/contracts";
import type { EndUnreadable, HoldPrint } from "../src/jobs/domain/print-commands.ts";
import type { PrintCommand, PrintEvent, SubmitPrint } from "../src/jobs/domain/print-job.ts";

export const at = "2026-11-21T10:00:00.000Z";
export const later = "2026-11-21T10:00:05.000Z";
export const olive = { kind: "user", id: "user1", name: "Olive" } as const;

export const submit: SubmitPrint = {
  type: "SubmitPrint",
  at,
  jobId: "job1",
  company: "demo",
  branch: "oldtown",
  correlationId: "c1",
  traceId: undefined,
  printerId: "printer1",
  class: "receipt",
  title: "",
  documentKind: "text",
  bodyHash: "hash",
  submittedBy: { kind: "service", id: "nats", name: "NATS client" },
  expiresAt: later,
};
const { type: _, at: __, traceId: ___, ...submission } = submit;

export const route = { agentId: "agent1", session: "s1", spoolGeneration: 1 };
export const paper = {
  proof: "fenced",
  paperHash: "a".repeat(64),
  bytes: 10,
  startedAt: at,
  endedAt: later,
} as const;

const event = (told: JobEvent): PrintEvent => ({ ...told, at });

export const submittedAs = (jobClass: JobClass) =>
  event({ type: "PrintSubmitted", data: { ...submission, class: jobClass } });
export const submitted = submittedAs("receipt");
export const held = event({ type: "PrintHeld", data: { reason: "service-off-line" } });
export const sent = (attempt: number) =>
  event({ type: "PrintDispatched", data: { attempt, ...route } });
export const dispatched = sent(1);
export const completed = event({ type: "PrintCompleted", data: { attempt: 1, ...paper } });
export const over = (attempt: number, code: FailureCode) =>
  event({ type: "PrintAttemptFailed", data: { attempt, code, detail: "no" } });
export const failed = event({
  type: "PrintFailed",
  data: { attempt: 1, code: "unprintable", detail: "no" },
});
export const unconfirmed = event({
  type: "PrintUnconfirmed",
  data: { attempt: 1, cause: "power cut" },
});
export const expired = event({ type: "PrintExpired", data: { cause: "deadline" } });
export const cancelRequested = event({ type: "PrintCancelRequested", data: { canceledBy: olive } });
export const cancelRefused = event({
  type: "PrintCancelRefused",
  data: { attempt: 1, state: "printing" },
});
export const canceled = event({ type: "PrintCanceled", data: { canceledBy: olive } });
export const revoked = event({ type: "PrintRevoked", data: { attempt: 1 } });
export const rerouted = (from: string, to: string) =>
  event({ type: "PrintRerouted", data: { from, fromName: `The ${from}`, to } });
export const retried = event({ type: "PrintRetried", data: { as: "job2", retriedBy: olive } });
export const discarded = event({ type: "PrintDiscarded", data: { discardedBy: olive } });
export const unreadable = event({ type: "PrintUnreadable", data: { cause: "not JSON" } });

export const hold: HoldPrint = { type: "HoldPrint", at: later, reason: "service-off-line" };
export const dispatch: PrintCommand = { type: "DispatchPrint", at: later, ...route };
export const expire: PrintCommand = { type: "ExpirePrint", at: later };
export const drop: PrintCommand = { type: "DropPrint", at: later };
export const giveUp: PrintCommand = { type: "GiveUpPrint", at: later, cause: "no outcome" };
export const cancel: PrintCommand = { type: "CancelPrint", at: later, canceledBy: olive };
export const retry: PrintCommand = { type: "RetryPrint", at: later, as: "job2", retriedBy: olive };
export const discard: PrintCommand = { type: "DiscardPrint", at: later, discardedBy: olive };
export const endUnreadable: EndUnreadable = { type: "EndUnreadable", at: later, cause: "not JSON" };
export const reroute = (to: string): PrintCommand => ({
  type: "ReroutePrint",
  at: later,
  fromName: "The printer1",
  to,
});
export const answer = (isRevoked: boolean, attempt = 1): PrintCommand => ({
  type: "AnswerRevoke",
  at: later,
  attempt,
  revoked: isRevoked,
  state: isRevoked ? undefined : "printing",
});
export const report = (over: object = {}): PrintCommand => ({
  type: "RecordOutcome",
  at: later,
  agentId: "agent1",
  attempt: 1,
  outcome: { result: "completed", ...paper },
  ...over,
});
export const failing = (code: FailureCode): { readonly outcome: Outcome } => ({
  outcome: { result: "failed", code, detail: "no" },
});
export const unknown: { readonly outcome: Outcome } = {
  outcome: { result: "unconfirmed", cause: "power cut" },
};

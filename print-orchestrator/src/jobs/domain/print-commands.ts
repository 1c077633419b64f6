/** What may be asked of a print job; time and ids are part of it. */
import type { Actor, AttemptState, JobClass, Outcome } from "@printermaster/contracts";

export interface SubmitPrint {
  readonly type: "SubmitPrint";
  readonly at: string;
  readonly jobId: string;
  readonly company: string;
  readonly branch: string;
  readonly correlationId: string;
  readonly traceId: string | undefined;
  readonly printerId: string;
  readonly class: JobClass;
  readonly title: string;
  readonly documentKind: string;
  readonly bodyHash: string;
  readonly submittedBy: Actor;
  readonly expiresAt: string;
}

/** Not dispatched now, and why. */
export interface HoldPrint {
  readonly type: "HoldPrint";
  readonly at: string;
  readonly reason: "service-off-line" | "printer-stopped";
}

export interface DispatchPrint {
  readonly type: "DispatchPrint";
  readonly at: string;
  readonly agentId: string;
  readonly session: string;
  readonly spoolGeneration: number;
}

export interface RecordOutcome {
  readonly type: "RecordOutcome";
  readonly at: string;
  readonly agentId: string;
  readonly attempt: number;
  readonly outcome: Outcome;
}

/** Nobody will ever know. */
export interface GiveUpPrint {
  readonly type: "GiveUpPrint";
  readonly at: string;
  readonly cause: string;
}

export interface ExpirePrint {
  readonly type: "ExpirePrint";
  readonly at: string;
}

export interface CancelPrint {
  readonly type: "CancelPrint";
  readonly at: string;
  readonly canceledBy: Actor;
}

/** What the agent said when it was asked to revoke the attempt. */
export interface AnswerRevoke {
  readonly type: "AnswerRevoke";
  readonly at: string;
  readonly attempt: number;
  readonly revoked: boolean;
  readonly state: AttemptState | undefined;
}

export type PrintCommand =
  | SubmitPrint
  | HoldPrint
  | DispatchPrint
  | RecordOutcome
  | GiveUpPrint
  | ExpirePrint
  | CancelPrint
  | AnswerRevoke;

/** What may be asked of a print job; time and ids are part of it. */
import type { Actor, AttemptState, HoldReason, JobClass, Outcome } from "@printermaster/contracts";

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
  readonly copyOf?: string;
  readonly possibleDuplicate?: boolean;
  readonly retryOf?: string;
  readonly lists?: string[];
}

/** Not dispatched now, and why. */
export interface HoldPrint {
  readonly type: "HoldPrint";
  readonly at: string;
  readonly reason: HoldReason;
  /** Also if it says so already: the event itself is what stops whoever knows the job as it was. */
  readonly again?: boolean;
}

export interface DispatchPrint {
  readonly type: "DispatchPrint";
  readonly at: string;
  /** Of whose queue it is the turn: the job may have moved to another meanwhile. */
  readonly printerId?: string;
  readonly agentId: string;
  readonly session: string;
  readonly spoolGeneration: number;
  readonly spoolCounter?: number | undefined;
}

/** By the key of the agent it names; by none, as that agent has a licence; or not as that agent's key would sign it. */
export type ReportOrigin = "signed" | "unsigned" | "forged";

export interface RecordOutcome {
  readonly type: "RecordOutcome";
  readonly at: string;
  readonly agentId: string;
  readonly attempt: number;
  readonly outcome: Outcome;
  /** None of what orchestrators conclude themselves. */
  readonly origin?: ReportOrigin;
  /** The session that told it, and how far the agent's spool had come by then. */
  readonly session?: string | undefined;
  readonly spoolCounter?: number | undefined;
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

/** Its branch wants nothing that waited through an outage; a slip may list it instead. */
export interface DropPrint {
  readonly type: "DropPrint";
  readonly at: string;
  readonly listedOn?: string;
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

/** To another printer, as its own cannot print. */
export interface ReroutePrint {
  readonly type: "ReroutePrint";
  readonly at: string;
  readonly fromName: string;
  readonly to: string;
}

export interface RetryPrint {
  readonly type: "RetryPrint";
  readonly at: string;
  readonly as: string;
  readonly retriedBy: Actor;
}

export interface DiscardPrint {
  readonly type: "DiscardPrint";
  readonly at: string;
  readonly discardedBy: Actor;
}

/** Its last event cannot be read, so nobody can say what state it is in; or only its document, so it cannot be printed. */
export interface EndUnreadable {
  readonly type: "EndUnreadable";
  readonly at: string;
  readonly cause: string;
  readonly unprinted?: boolean;
}

export type PrintCommand =
  | SubmitPrint
  | HoldPrint
  | DispatchPrint
  | RecordOutcome
  | GiveUpPrint
  | ExpirePrint
  | DropPrint
  | CancelPrint
  | AnswerRevoke
  | ReroutePrint
  | RetryPrint
  | DiscardPrint
  | EndUnreadable;

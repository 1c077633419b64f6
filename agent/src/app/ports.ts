/** What the use cases need from outside, in their words. */
import type {
  AgentJob,
  AgentPrinters,
  AgentProgress,
  AgentReport,
  Answer,
  JobTaken,
  Outcome,
  PrinterDescription,
  Proof,
  ReportRecorded,
} from "@printermaster/contracts";
import type { AttemptEvent, JobHistory } from "../domain/attempts.ts";
import type { Trouble } from "../domain/device-failure.ts";
import type { PrinterTraits } from "../domain/printer-traits.ts";

/** Milliseconds of the cloud's clock, as far as it is known: deadlines are its. */
export type Now = () => number;

export interface OpenAttempt {
  readonly jobId: string;
  readonly attempt: number;
  readonly state: JobTaken["state"];
}

export interface StoredReport {
  readonly jobId: string;
  readonly attempt: number;
  readonly printerId: string;
  readonly outcome: Outcome;
  readonly correlationId: string;
  /** The span that the report continues. */
  readonly traceparent: string | undefined;
}

export interface JobChange {
  readonly jobId: string;
  readonly events: readonly AttemptEvent[];
  readonly traceparent?: string | undefined;
}

/** The disk. Every call is one transaction and is durable when it returns; it throws `SpoolFull` if there is no room. */
export interface Spool {
  readonly spoolId: string;
  readonly installationId: string;
  /** Rises with every commit and never falls. */
  counter(): number;
  historyOf(jobId: string): JobHistory;
  /** `traceparent` continues in the report, if these events bring an outcome. */
  commit(jobId: string, events: readonly AttemptEvent[], traceparent?: string): void;
  /** All or nothing, in one go. */
  commitAll(changes: readonly JobChange[]): void;
  /** Whatever `work` commits is on the disk when this returns, by one commit; if that fails, nothing of it is. */
  inOneGo<T>(work: () => T): T;
  /** The job of this printer that has waited longest and is not held. */
  nextFor(printerId: string): AgentJob | undefined;
  /** In order. */
  waitingAt(printerId: string): AgentJob[];
  /** Whether attempts that this printer failed, or gave back, are still to be acknowledged. */
  givesBack(printerId: string): boolean;
  waitingPastDeadline(printerId: string, now: number): AgentJob[];
  /** Whatever has no outcome, or one that is not yet acknowledged; oldest first. */
  openWork(): OpenAttempt[];
  countOpenWork(): number;
  unfinished(): AgentJob[];
  nextReport(): StoredReport | undefined;
  reportAcknowledged(jobId: string, attempt: number): void;
  reportDied(jobId: string, attempt: number, code: string): void;
  forgetOlderThan(time: number): number;
}

export class SpoolFull extends Error {
  override readonly name = "SpoolFull";
}

/** What is on the disk cannot be trusted: the next start sets it aside. */
export class SpoolBroken extends Error {
  override readonly name = "SpoolBroken";
}

export interface Ticket {
  readonly bytes: Uint8Array;
  /** Asked once, when the printer is ready and before the first byte; `false` withholds the ticket. */
  readonly mayBegin: () => boolean;
  readonly lastByteLeft: () => void;
  /** The printer has stopped with the ticket in it, and why; without reasons it goes on. */
  readonly blocked: (reasons: readonly string[]) => void;
  /** How long a printer that ran out of paper half-way may keep us waiting. */
  readonly patienceMs: number;
}

/** How a printer is before anything is sent to it. */
export type Condition =
  | { readonly kind: "ready"; readonly reasons: readonly string[] }
  /** It answers and says what it wants. */
  | { readonly kind: "stopped"; readonly reasons: readonly string[] }
  | { readonly kind: "failed"; readonly trouble: Trouble };

export type PrintResult =
  | Exclude<Condition, { kind: "ready" }>
  | { readonly kind: "withheld" }
  | { readonly kind: "printed"; readonly proof: Proof }
  | { readonly kind: "unconfirmed"; readonly cause: string };

export interface Printing {
  readonly result: PrintResult;
  /** The printer's reasons after all, once its connection is closed and the next ticket may come. */
  readonly released: Promise<readonly string[]>;
}

/** One printer; one call at a time. Never throws for what a printer or network does. */
export interface Printer {
  readonly description: Pick<
    PrinterDescription,
    "printerId" | "name" | "kind" | "columns" | "model"
  >;
  /** Where it is, in the words of its kind, as attributes of a span. */
  readonly place: Readonly<Record<string, string | number>>;
  print(ticket: Ticket): Promise<Printing>;
  /** Connects, asks and leaves. */
  look(): Promise<Condition>;
}

/** What was learnt of one printer, for as long as it is at the same place. */
export interface TraitsMemory {
  read(): PrinterTraits;
  keep(traits: PrinterTraits): void;
}

/** Of an agent with a key: what stands behind an outcome that it tells. */
export type SignReport = (
  report: Pick<AgentReport, "jobId" | "attempt" | "outcome">,
) => AgentReport["signed"];

/** The way to the bridge. */
export interface Bridge {
  readonly ready: () => boolean;
  /** Live only: lost without a trace while there is no connection. */
  progress(step: AgentProgress): void;
  /** Rejects when there is no connection or no answer in time. */
  report(report: AgentReport): Promise<Answer<ReportRecorded>>;
  /** As above. */
  printers(account: AgentPrinters): Promise<Answer<object>>;
}

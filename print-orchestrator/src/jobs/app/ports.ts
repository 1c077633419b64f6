import type {
  AgentReport,
  JobState,
  StoredDeadLetter,
  StoredDocument,
  SubmitPrint,
} from "@printermaster/contracts";
import type { ReportOrigin } from "../domain/print-commands.ts";
import type { PrintEvent, PrintJob } from "../domain/print-job.ts";
import type { TestClick } from "../domain/test-clicks.ts";

/** A job as its last event tells it. `sequence` 0 means it was never submitted. */
export interface LoadedJob {
  readonly job: PrintJob;
  readonly sequence: number;
  /**
   * Its last event, at `sequence`, cannot be read, so no command is taken. Poisoned: nobody can read it, the job is as
   * its last readable event tells, and the saga ends it. Newer: a newer version of this program can.
   */
  readonly unreadable?: "poisoned" | "newer";
}

export interface JobAddress {
  readonly company: string;
  readonly branch: string;
  readonly jobId: string;
}

export interface StoredJobs {
  readonly load: (address: JobAddress) => Promise<LoadedJob>;
  /** Compare-and-set on the job's own subject; the new sequence, or `undefined` if somebody was first. */
  readonly append: (
    event: PrintEvent,
    state: JobState,
    expected: number,
  ) => Promise<number | undefined>;
  /** The sequence of its last event, of whatever job. */
  readonly end: () => Promise<number>;
}

export interface JobLog extends StoredJobs {
  /** As this process wrote it last. Others may have written since: enough to try an append on, never to answer by. */
  readonly recall: (address: JobAddress) => LoadedJob | undefined;
}

/** What is told live of one job, from the moment it is followed. Telling may fail: the log alone is the truth. */
export interface FollowedJob {
  /** The first state that is so; `undefined` when none came in time. */
  readonly first: (
    isSo: (told: { readonly job: JobState; readonly sequence: number }) => boolean,
    limitMs: number,
  ) => Promise<JobState | undefined>;
  readonly stop: () => void;
}

export interface JobNews {
  readonly follow: (address: JobAddress) => Promise<FollowedJob>;
}

/** Thrown by `Documents.get`: it is there, and nobody can print it. */
export class UnreadableDocument extends Error {
  override readonly name = "UnreadableDocument";
}

export interface Documents {
  /** False when one is there already. Rejects when it cannot be stored. */
  readonly put: (address: JobAddress, bodyHash: string, document: unknown) => Promise<boolean>;
  /** Makes the document that of this submit: puts back a missing one, replaces that of a lost race. */
  readonly restore: (address: JobAddress, bodyHash: string, document: unknown) => Promise<void>;
  /** `undefined` when it is not there (yet), was erased, or belongs to another submit. */
  readonly get: (address: JobAddress, bodyHash: string) => Promise<StoredDocument | undefined>;
  /** For good: no later `put` or `restore` of this submit brings it back. */
  readonly erase: (address: JobAddress, bodyHash: string) => Promise<void>;
}

/** What could not be printed, kept with its document until somebody retries or discards it. */
export interface DeadLetters {
  /** The first one stays: whoever comes later changes nothing. */
  readonly put: (letter: StoredDeadLetter) => Promise<void>;
  readonly get: (address: JobAddress) => Promise<StoredDeadLetter | undefined>;
  /** Leaves this one without a document, also when none is there yet. */
  readonly erase: (letter: StoredDeadLetter) => Promise<void>;
}

/** What is still known of jobs that the log has forgotten. */
export interface History {
  readonly knows: (address: JobAddress) => Promise<boolean>;
}

export interface KnownPrinters {
  readonly exists: (company: string, branch: string, printerId: string) => Promise<boolean>;
}

/** Whose submit it is, and how it is found again. */
export interface SubmitContext {
  readonly company: string;
  readonly branch: string;
  readonly correlationId: string;
  readonly traceId: string | undefined;
}

/** With all that it takes to submit the very same test again. */
export interface SubmittedClick extends TestClick {
  readonly context: SubmitContext;
  readonly traceparent: string | undefined;
  readonly submit: SubmitPrint;
}

export interface TestedPrinter {
  readonly company: string;
  readonly branch: string;
  readonly printerId: string;
}

/** The last tests of each printer; forgotten after some seconds, or with the broker. */
export interface RecentTests {
  readonly of: (
    printer: TestedPrinter,
  ) => Promise<{ readonly clicks: readonly SubmittedClick[]; readonly revision: number }>;
  /** Compare-and-set; false when somebody was first. */
  readonly replace: (
    printer: TestedPrinter,
    clicks: readonly SubmittedClick[],
    revision: number,
  ) => Promise<boolean>;
}

export interface LogRoom {
  /** False when what is left of the log is kept for the outcomes of accepted jobs. */
  readonly forNewJobs: () => Promise<boolean>;
  /** Whether this is how the log says that not even one more event fits. */
  readonly ranOut: (error: unknown) => boolean;
}

/** Whose word an outcome is: see `ReportOrigin`. */
export interface Origins {
  readonly of: (
    agent: { readonly company: string; readonly branch: string; readonly agentId: string },
    report: Pick<AgentReport, "jobId" | "attempt" | "outcome" | "signed">,
  ) => Promise<ReportOrigin>;
}

export interface JobDeps {
  readonly jobs: JobLog;
  readonly documents: Documents;
  readonly letters: DeadLetters;
  readonly history: History;
  readonly printers: KnownPrinters;
  readonly tests: RecentTests;
  readonly room: LogRoom;
  readonly origins: Origins;
  readonly now: () => Date;
  /** Keyed, so that the log does not tell what a document says. */
  readonly keyedHash: (text: string) => string;
  readonly jobIdOf: (company: string, branch: string, key: string) => string;
  /** Of a job that nobody chose a key for: the same for the same text. */
  readonly idOf: (text: string) => string;
}

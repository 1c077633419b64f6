import type {
  Answer,
  CancelPrint,
  CancelResult,
  CorrelationId,
  DeadLetterList,
  Discarded,
  DiscardPrint,
  Id,
  JobEventType,
  JobList,
  JobWithTimeline,
  ListDeadLetters,
  ListJobs,
  ListPrinters,
  PrinterList,
  PrinterState,
  ReadJob,
  ReprintPrint,
  RetryPrint,
  StoredJobEvent,
  SubmitPrint,
  Submitted,
} from "@printermaster/contracts";

export interface CommandAddress {
  readonly company: Id;
  readonly branch: Id;
  readonly correlationId: CorrelationId;
}

/** Without an answer in time: refused with `no-answer`. Asking again with the same body is harmless. */
export interface PrintCommands {
  submit(address: CommandAddress, body: SubmitPrint): Promise<Answer<Submitted>>;
  cancel(address: CommandAddress, body: CancelPrint): Promise<Answer<CancelResult>>;
  retry(address: CommandAddress, body: RetryPrint): Promise<Answer<Submitted>>;
  reprint(address: CommandAddress, body: ReprintPrint): Promise<Answer<Submitted>>;
  discard(address: CommandAddress, body: DiscardPrint): Promise<Answer<Discarded>>;
}

export interface ReadModel {
  jobs(company: Id, question: Partial<ListJobs>): Promise<Answer<JobList>>;
  /** Also one that the log has forgotten. */
  job(company: Id, question: ReadJob): Promise<Answer<JobWithTimeline>>;
  deadLetters(company: Id, question: ListDeadLetters): Promise<Answer<DeadLetterList>>;
  printers(company: Id, question: ListPrinters): Promise<Answer<PrinterList>>;
}

export interface LoggedJobEvent {
  readonly sequence: number;
  readonly type: JobEventType;
  readonly event: StoredJobEvent;
}

/** Read from the logs' leaders; they fail with the fault `storage-unavailable`. */
export interface JobReader {
  lastEvent(company: Id, jobId: Id): Promise<StoredJobEvent | undefined>;
  history(company: Id, branch: Id, jobId: Id): Promise<readonly LoggedJobEvent[]>;
  document(company: Id, branch: Id, jobId: Id): Promise<unknown>;
}

/** What happens to one job, from after a sequence on, until the signal says so; a lost connection loses nothing of it. */
export interface JobFollower {
  follow(job: JobName, after: number, until: AbortSignal): AsyncGenerator<LoggedJobEvent, void>;
}

export interface JobName {
  readonly company: Id;
  readonly branch: Id;
  readonly jobId: Id;
}

export interface PrinterReader {
  printer(company: Id, branch: Id, printerId: Id): Promise<PrinterState | undefined>;
}

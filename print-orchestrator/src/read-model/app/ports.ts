import type {
  Job,
  JobList,
  JobWithTimeline,
  ListDeadLetters,
  ListJobs,
  ListPrinters,
  PrinterView,
  ReadJob,
} from "@printermaster/contracts";
import type { LoggedEvent, Reading } from "../domain/reading.ts";

export interface ReadEvent {
  readonly event: LoggedEvent;
  readonly reading: Reading;
}

export interface Projection {
  readonly position: (stream: string) => Promise<number>;
  /** Archive, rows and position in one transaction; false if another projector moved the position meanwhile. */
  readonly apply: (stream: string, from: number, events: readonly ReadEvent[]) => Promise<boolean>;
  /** What the archive holds after this sequence, in order. */
  readonly archived: (
    stream: string,
    after: number,
    most: number,
  ) => Promise<readonly LoggedEvent[]>;
}

export interface ReadModel {
  readonly jobs: (company: string, query: ListJobs) => Promise<JobList>;
  /** With its history from the archive, also when the log has forgotten it. */
  readonly job: (company: string, query: ReadJob) => Promise<JobWithTimeline | undefined>;
  /** Those that wait to be retried or discarded, newest first. */
  readonly deadLetters: (company: string, query: ListDeadLetters) => Promise<readonly Job[]>;
  readonly printers: (company: string, query: ListPrinters) => Promise<readonly PrinterView[]>;
}

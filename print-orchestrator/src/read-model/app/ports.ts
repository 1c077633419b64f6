import type { Job, ListJobs, ListPrinters, PrinterView } from "@printermaster/contracts";

/** A stored event as the projector takes it from the log. */
export interface LoggedEvent {
  readonly subject: string;
  readonly sequence: number;
  readonly body: unknown;
}

export interface Projection {
  readonly position: (stream: string) => Promise<number>;
  /** Rows and position in one transaction; false if another projector moved the position meanwhile. */
  readonly apply: (
    stream: string,
    from: number,
    events: readonly LoggedEvent[],
  ) => Promise<boolean>;
}

export interface ReadModel {
  readonly jobs: (company: string, query: ListJobs) => Promise<readonly Job[]>;
  readonly printers: (company: string, query: ListPrinters) => Promise<readonly PrinterView[]>;
}

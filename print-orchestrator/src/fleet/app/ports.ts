import type {
  AgentState,
  Answer,
  BranchState,
  FleetEventType,
  HelloAccepted,
  PrinterState,
} from "@printermaster/contracts";
import type { JobLog } from "../../jobs/app/ports.ts";

export interface Known<T> {
  readonly state: T | undefined;
  readonly sequence: number;
}

interface FleetEvent<T> {
  readonly type: FleetEventType;
  readonly at: string;
  readonly data: unknown;
  readonly state: T;
}

/** The fleet's log: its last event about somebody is what is known of them. */
export interface FleetLog {
  readonly agent: (company: string, branch: string, agentId: string) => Promise<Known<AgentState>>;
  readonly printer: (
    company: string,
    branch: string,
    printerId: string,
  ) => Promise<Known<PrinterState>>;
  readonly branch: (company: string, branch: string) => Promise<Known<BranchState>>;
  /** False when somebody else wrote first. */
  readonly appendAgent: (event: FleetEvent<AgentState>, expected: number) => Promise<boolean>;
  readonly appendPrinter: (event: FleetEvent<PrinterState>, expected: number) => Promise<boolean>;
  readonly appendBranch: (event: FleetEvent<BranchState>, expected: number) => Promise<boolean>;
}

export interface FleetDeps {
  readonly fleet: FleetLog;
  readonly jobs: Pick<JobLog, "load">;
  readonly now: () => string;
}

export type Registration = Answer<HelloAccepted>;

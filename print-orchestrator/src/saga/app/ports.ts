import type { AgentJob, AgentState, ErrorCode } from "@printermaster/contracts";
import type { Log } from "@printermaster/runtime";
import type { Documents, JobLog } from "../../jobs/app/ports.ts";
import type { OpenWork } from "../domain/open-work.ts";

/** What came of offering a job to an agent. */
export type Offered =
  | { readonly kind: "taken" }
  /** Nobody holds this agent's subject: certainly not delivered. */
  | { readonly kind: "nobody" }
  /** No answer in time: it may have been delivered. */
  | { readonly kind: "silence" }
  | { readonly kind: "refused"; readonly code: ErrorCode };

export interface Agents {
  readonly offer: (agent: AgentState, job: AgentJob) => Promise<Offered>;
  /** Whether somebody holds this agent's subject, without asking for anything. */
  readonly reachable: (agent: AgentState, jobId: string) => Promise<boolean>;
}

export interface SagaDeps {
  readonly work: OpenWork;
  readonly jobs: JobLog;
  readonly documents: Documents;
  readonly agents: Agents;
  readonly now: () => Date;
  readonly chance: () => number;
  readonly after: (ms: number, run: () => void) => { readonly cancel: () => void };
  readonly log: Log;
}

/** Requests to an agent, through whichever gateway holds its session. */
import type {
  AgentJob,
  AgentState,
  ErrorCode,
  JobKnown,
  RevokeResult,
} from "@printermaster/contracts";

/** What came of offering a job to an agent. */
export type Offered =
  | { readonly kind: "taken"; readonly counter: number | undefined }
  /** Nobody holds this agent's subject: certainly not delivered. */
  | { readonly kind: "nobody" }
  /** No answer in time: it may have been delivered. */
  | { readonly kind: "silence" }
  | { readonly kind: "refused"; readonly code: ErrorCode };

export interface Agents {
  readonly offer: (agent: AgentState, job: AgentJob) => Promise<Offered>;
  /** Whether somebody holds this agent's subject, without asking for anything. */
  readonly reachable: (agent: AgentState, jobId: string) => Promise<boolean>;
  /** `undefined` without a usable answer. */
  readonly query: (agent: AgentState, jobId: string) => Promise<JobKnown | undefined>;
  /** Safe to repeat. `undefined` without a usable answer: the agent may have committed it all the same. */
  readonly revoke: (
    agent: AgentState,
    jobId: string,
    attempt: number,
  ) => Promise<RevokeResult | undefined>;
}

/** A promise of the agent that an attempt will not begin. Only the owner asks for one: it knows whether the disk can know. */
import type { AgentState } from "@printermaster/contracts";
import type { OpenJob } from "../domain/open-job.ts";
import type { SagaDeps } from "./ports.ts";
import { settle, type Step } from "./settle.ts";

export async function revoke(deps: SagaDeps, agent: AgentState, job: OpenJob): Promise<Step> {
  const { jobId, attempt } = job.state;
  const result = await deps.agents.revoke(agent, jobId, attempt);
  if (!result) return "later";
  const { revoked, state, counter } = result;
  deps.work.spools.answered(agent, counter);
  return await settle(deps, job, { type: "AnswerRevoke", attempt, revoked, state });
}

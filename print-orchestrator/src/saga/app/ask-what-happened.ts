/** No outcome in the usual time is a question to the agent, never a reason to print again. */
import type { AgentReport, AgentState, JobKnown } from "@printermaster/contracts";
import type { OpenJob } from "../domain/open-job.ts";
import type { SagaDeps } from "./ports.ts";
import { settle } from "./settle.ts";

export async function askWhatHappened(deps: SagaDeps, job: OpenJob): Promise<void> {
  const { jobId, attempt, agentId } = job.state;
  const agent = deps.work.agentFor(job);
  deps.work.asked(job, deps.now().getTime());
  if (!agent?.connected || !agentId) return;
  // A session that it was not offered to yet may run on another disk; offering it asks as well.
  if (agent.session !== job.spooledIn) return;
  const known = await deps.agents.query(agent, jobId);
  if (!known || deps.work.current(job)?.state.attempt !== attempt) return;
  deps.log.info({ event: "asked", jobId, attempt, ...known }, "asked what became of a job");
  if (!known.known)
    // It had acknowledged it: what it did before it forgot nobody knows.
    await settle(deps, job, { type: "GiveUpPrint", cause: "the agent no longer knows the job" });
  else if (known.attempt === attempt && known.outcome)
    await settleBy(deps, job, agent, { jobId, ...known, outcome: known.outcome });
  else await takeBack(deps, job, known);
}

/** An answer is worth no more than a report. */
async function settleBy(
  deps: SagaDeps,
  job: OpenJob,
  agent: AgentState,
  told: Pick<AgentReport, "jobId" | "attempt" | "outcome" | "signed">,
): Promise<void> {
  const { agentId } = agent;
  const { attempt, outcome } = told;
  const origin = await deps.origins.of(agent, told);
  await settle(deps, job, { type: "RecordOutcome", agentId, attempt, outcome, origin });
}

/** It refuses what it has promised not to begin, to an owner that died before it could write that down. */
export async function gaveBack(deps: SagaDeps, job: OpenJob, agent: AgentState): Promise<boolean> {
  const known = await deps.agents.query(agent, job.state.jobId);
  return known?.known === true && (await takeBack(deps, job, known));
}

async function takeBack(
  deps: SagaDeps,
  job: OpenJob,
  { attempt, revoked, outcome, state }: Extract<JobKnown, { known: true }>,
): Promise<boolean> {
  if (!revoked || outcome || attempt !== deps.work.current(job)?.state.attempt) return false;
  await settle(deps, job, { type: "AnswerRevoke", attempt, revoked, state });
  return true;
}

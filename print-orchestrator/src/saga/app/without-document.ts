/** A job whose document is not there: it waits aside, and nobody waits for it. */
import type { AgentState } from "@printermaster/contracts";
import { isInFlight, type OpenJob } from "../domain/open-job.ts";
import type { SagaDeps } from "./ports.ts";
import { mayYetCome } from "./readable-document.ts";
import { revoke } from "./revoke.ts";
import type { Step } from "./settle.ts";

/** The document is written beside `PrintSubmitted`: a moment later it is there, or nobody was told "accepted". */
export async function withoutDocument(
  deps: SagaDeps,
  job: OpenJob,
  agent: AgentState,
): Promise<Step> {
  if (mayYetCome(job.state, deps.now())) return "later";
  deps.work.setAside(job, true);
  return isInFlight(job) ? takeBackUnknown(deps, job, agent) : "more";
}

/**
 * Its document was lost after its dispatch. If its agent never got it, a printer that it probes would wait for it; and what an
 * agent holds since its restart begins only when it is offered again, which nobody can do.
 */
async function takeBackUnknown(deps: SagaDeps, job: OpenJob, agent: AgentState): Promise<Step> {
  const { jobId, attempt } = job.state;
  const known = await deps.agents.query(agent, jobId);
  if (!known) return "later";
  const hasIt = known.known && known.attempt >= attempt;
  if (!hasIt || known.held) return revoke(deps, agent, job);
  if (known.attempt === attempt) deps.work.spooled(job, attempt, agent.session);
  return "more";
}

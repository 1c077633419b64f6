/** One step of a printer's queue: what its first job needs now. */
import type { AgentState } from "@printermaster/contracts";
import { backoff, inSpan } from "@printermaster/runtime";
import { askToRevoke } from "../../jobs/app/cancel-print.ts";
import { isInFlight, type OpenJob, type PrinterKey } from "../domain/open-work.ts";
import { dispatch } from "./dispatch.ts";
import { judgeBacklog } from "./judge-backlog.ts";
import type { SagaDeps } from "./ports.ts";
import { settle, type Step } from "./settle.ts";

const REST_FIRST_MS = 2000;
const REST_MOST_MS = 60_000;

export async function offerNext(deps: SagaDeps, key: PrinterKey, tries: number): Promise<Step> {
  const job = deps.work.next(key);
  if (!job) return "done";
  const agent = deps.work.agentOf(key);
  if (agent && forgotten(job, agent))
    return settle(deps, job, {
      type: "GiveUpPrint",
      cause: "the agent's spool was lost or restored",
    });
  if (!agent?.connected) return holdAll(deps, key);
  if (isInFlight(job)) return again(deps, job, agent);
  const rest = restMs(deps, job);
  if (rest > 0) return { afterMs: rest };
  const doubtful = tries > 0 || !deps.work.hasMet(agent);
  if (doubtful && !(await deps.agents.reachable(agent, job.state.jobId))) {
    await holdAll(deps, key);
    return "later";
  }
  const judged = await judgeBacklog(deps, key, job);
  return judged ?? traced("dispatch print", job, () => dispatch(deps, job, agent));
}

/** Dispatched already, and its agent's present session has not acknowledged it, or it is to be canceled. */
async function again(deps: SagaDeps, job: OpenJob, agent: AgentState): Promise<Step> {
  // Dispatched to another agent: only that one can say what became of it.
  if (job.state.agentId !== agent.agentId) return "done";
  if (!job.state.cancelRequestedBy)
    return traced("dispatch print", job, () => dispatch(deps, job, agent));
  return traced("revoke print", job, async () => {
    const loaded = { job: job.state, sequence: job.sequence };
    return (await askToRevoke(deps, agent, job.state, loaded)) ? "done" : "later";
  });
}

const forgotten = (job: OpenJob, agent: AgentState) =>
  isInFlight(job) &&
  job.state.agentId === agent.agentId &&
  agent.spoolGeneration > (job.state.spoolGeneration ?? 0);

/** A device that has just failed holds its queue for a while, longer each time; the order is kept. */
function restMs(deps: SagaDeps, { state }: OpenJob): number {
  if (!state.attemptOver) return 0;
  const rest = backoff(state.attempt - 1, REST_FIRST_MS, REST_MOST_MS, deps.chance());
  return Date.parse(state.updatedAt) + rest - deps.now().getTime();
}

/** The agent cannot be reached: every job that waits for it says so. Before their dispatch, as afterwards nobody could tell. */
async function holdAll(deps: SagaDeps, key: PrinterKey): Promise<Step> {
  for (const job of deps.work.queueOf(key))
    if (job.state.status === "pending")
      await settle(deps, job, { type: "HoldPrint", reason: "service-off-line" });
  return "done";
}

const traced = (name: string, { state, traceparent }: OpenJob, work: () => Promise<Step>) => {
  const attributes = {
    "print.job.id": state.jobId,
    "print.printer.id": state.printerId,
    "print.branch.id": state.branch,
  };
  return inSpan(name, { parent: traceparent, attributes }, work);
};

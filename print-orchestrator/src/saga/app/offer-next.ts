/** One step of a printer's queue: what its first job needs now. */
import type { AgentState } from "@printermaster/contracts";
import { inSpan } from "@printermaster/runtime";
import { isInFlight, type OpenJob } from "../domain/open-job.ts";
import type { PrinterKey } from "../domain/printer-key.ts";
import type { Failure } from "../domain/device-failures.ts";
import { dispatch } from "./dispatch.ts";
import { holdAtGate, holdNew, holdOffLine, holdWaiting } from "./hold.ts";
import { judgeBacklog } from "./judge-backlog.ts";
import { gateNow, judgeBreaker, probeWith } from "./judge-breaker.ts";
import { meetSession } from "./meet-session.ts";
import type { SagaDeps } from "./ports.ts";
import { revoke } from "./revoke.ts";
import { settle, type Step } from "./settle.ts";

export async function offerNext(deps: SagaDeps, key: PrinterKey, tries: number): Promise<Step> {
  const judged = await judgeBreaker(deps, key);
  if (judged) return judged;
  const { gate, known } = gateNow(deps, key);
  const job = deps.work.next(key, gate.kind === "only" ? gate.jobId : undefined);
  const agent = job ? deps.work.agentFor(job) : deps.work.agentOf(key);
  if (job && agent && forgotten(job, agent))
    return settle(deps, job, {
      type: "GiveUpPrint",
      cause: "the agent's spool was lost or restored",
    });
  if (!agent?.connected) return (await holdOffLine(deps, key)) ?? "done";
  const doubt = job && (await meetSession(deps, agent));
  if (doubt) return doubt;
  if (job && isInFlight(job)) return again(deps, job, agent);
  if (deps.work.isRemoved(key)) return (await holdWaiting(deps, key, "service-off-line")) ?? "done";
  const held = await holdAtGate(deps, key, gate);
  if (held) return held;
  if (!job) return "done";
  if (gate.kind === "nothing") return waitFor(deps, gate.until);
  const doubtful = tries > 0 || !deps.work.hasMet(agent);
  if (doubtful && !(await deps.agents.reachable(agent, job.state.jobId)))
    return (await holdNew(deps, key, "service-off-line")) === "more" ? "more" : "later";
  // Before it is named as a probe: what is not wanted any more probes nothing.
  const dropped = await judgeBacklog(deps, key, job);
  if (dropped) return dropped;
  if (gate.kind === "probe" && known) return probeWith(deps, known, job);
  const wait = retryInMs(deps, key, job);
  if (wait > 0) return { afterMs: wait };
  return traced("dispatch print", job, () => dispatch(deps, job, agent));
}

const waitFor = (deps: SagaDeps, until: number | undefined): Step =>
  until === undefined ? "done" : { afterMs: Math.max(0, until - deps.now().getTime()) };

/** A job that its device has just failed goes out again within the branch's budget. */
function retryInMs({ work, now }: SagaDeps, key: PrinterKey, { state }: OpenJob): number {
  const failed = ({ jobId, attempt }: Failure) =>
    jobId === state.jobId && attempt === state.attempt;
  if (!work.failures.of(key).failures.some(failed)) return 0;
  return work.retries.take(`${state.company}.${state.branch}`, now().getTime());
}

/** Dispatched already, and its agent's present session has not acknowledged it, or it is to be canceled. */
async function again(deps: SagaDeps, job: OpenJob, agent: AgentState): Promise<Step> {
  if (!job.state.cancelRequestedBy)
    return traced("dispatch print", job, () => dispatch(deps, job, agent));
  return traced("revoke print", job, () => revoke(deps, agent, job));
}

const forgotten = (job: OpenJob, agent: AgentState) =>
  isInFlight(job) &&
  job.state.agentId === agent.agentId &&
  agent.spoolGeneration > (job.state.spoolGeneration ?? 0);

const traced = (name: string, { state, traceparent }: OpenJob, work: () => Promise<Step>) => {
  const attributes = {
    "print.job.id": state.jobId,
    "print.printer.id": state.printerId,
    "print.branch.id": state.branch,
  };
  return inSpan(name, { parent: traceparent, attributes }, work);
};

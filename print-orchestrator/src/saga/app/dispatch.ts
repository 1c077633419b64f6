/** A job goes to its agent: `PrintDispatched` is in the log before the agent hears of it. */
import { AgentJob, bannerOf, type AgentState } from "@printermaster/contracts";
import { activeTraceparent } from "@printermaster/runtime";
import { isInFlight, type OpenJob } from "../domain/open-job.ts";
import { gaveBack } from "./ask-what-happened.ts";
import type { Offered, SagaDeps } from "./ports.ts";
import { endUnprintable, readableDocument } from "./readable-document.ts";
import { settle, type Step } from "./settle.ts";
import { withoutDocument } from "./without-document.ts";

export async function dispatch(deps: SagaDeps, job: OpenJob, agent: AgentState): Promise<Step> {
  const stored = await readableDocument(deps, job);
  if (stored === "unreadable") return endUnprintable(deps, job);
  if (!stored) return withoutDocument(deps, job, agent);
  if (!isInFlight(job)) {
    const { agentId, session, spoolGeneration } = agent;
    const { printerId } = job.state;
    const spoolCounter = deps.work.spools.ofSession(agent);
    const route = { agentId, session, spoolGeneration, spoolCounter, printerId };
    const step = await settle(deps, job, { type: "DispatchPrint", ...route });
    if (step !== "more") return step;
  }
  // Heard while we wrote: the session is to be judged again.
  if (deps.work.spools.isOlderThanHeard(agent)) return "more";
  const message = messageOf(deps, job, agent, stored.document);
  if (!message) return "more";
  const offered = await deps.agents.offer(agent, message);
  return react(deps, message, job, agent, offered);
}

/** Of the job as it is now: another command may have won while we wrote, and it may be another agent's by now. */
function messageOf(deps: SagaDeps, job: OpenJob, agent: AgentState, document: unknown) {
  const now = deps.work.current(job);
  if (!now || !isInFlight(now) || now.state.agentId !== agent.agentId) return undefined;
  const { jobId, attempt, printerId, correlationId, expiresAt, class: jobClass } = now.state;
  return AgentJob.parse({
    session: agent.session,
    jobId,
    attempt,
    printerId,
    class: jobClass,
    document,
    banner: bannerOf(now.state),
    correlationId,
    expiresAt,
    traceparent: activeTraceparent(),
  });
}

const OFF_LINE = { type: "HoldPrint", reason: "service-off-line" } as const;

async function react(
  deps: SagaDeps,
  { attempt }: AgentJob,
  job: OpenJob,
  agent: AgentState,
  offered: Offered,
): Promise<Step> {
  const now = deps.work.current(job);
  switch (offered.kind) {
    case "taken":
      deps.work.spools.answered(agent, offered.counter);
      deps.work.spooled(job, attempt, agent.session);
      return "more";
    case "nobody":
      // It waits and says so, yet it stays dispatched: another owner may have offered it meanwhile, and to somebody.
      if (now?.state.attempt === attempt) await settle(deps, now, OFF_LINE);
      return "later";
    case "silence":
      return "later";
    case "refused":
      deps.log.warn({ jobId: job.state.jobId, code: offered.code }, "the agent refused a job");
      // Given back and sent elsewhere meanwhile: that is of another attempt.
      if (now?.state.attempt !== attempt) return "more";
      return refusedBy(deps, now, agent, offered.code);
  }
}

async function refusedBy(
  deps: SagaDeps,
  job: OpenJob,
  agent: AgentState,
  code: string,
): Promise<Step> {
  if (code === "attempt-refused" && (await gaveBack(deps, job, agent))) return "more";
  if (code === "attempt-refused")
    return settle(deps, job, { type: "GiveUpPrint", cause: "the agent knows a later attempt" });
  if (code !== "unknown-printer") return "later";
  const { attempt } = job.state;
  const { agentId } = agent;
  // Should we sleep here, another owner offers the same attempt, and the agent may have the printer by then.
  const promise = await deps.agents.revoke(agent, job.state.jobId, attempt);
  if (!promise?.revoked) return "later";
  deps.work.spools.answered(agent, promise.counter);
  const outcome = { result: "failed", code, detail: "the agent has no such printer" } as const;
  return settle(deps, job, { type: "RecordOutcome", agentId, attempt, outcome });
}

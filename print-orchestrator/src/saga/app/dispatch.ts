/** A job goes to its agent: `PrintDispatched` is in the log before the agent hears of it. */
import { AgentJob, bannerOf, type AgentState } from "@printermaster/contracts";
import { activeTraceparent } from "@printermaster/runtime";
import { isInFlight, type OpenJob } from "../domain/open-work.ts";
import { gaveBack } from "./ask-what-happened.ts";
import type { Offered, SagaDeps } from "./ports.ts";
import { settle, type Step } from "./settle.ts";

/** As long as an orchestrator tries to store a document; see `EventStreams.append`. */
const DOCUMENT_MS = 10_000;

export async function dispatch(deps: SagaDeps, job: OpenJob, agent: AgentState): Promise<Step> {
  const stored = await deps.documents.get(job.state, job.state.bodyHash);
  if (!stored) return withoutDocument(deps, job);
  if (!isInFlight(job)) {
    const { agentId, session, spoolGeneration } = agent;
    const { printerId } = job.state;
    const route = { agentId, session, spoolGeneration, printerId };
    const step = await settle(deps, job, { type: "DispatchPrint", ...route });
    if (step !== "more") return step;
  }
  const message = messageOf(deps, job, agent, stored.document);
  if (!message) return "more";
  const offered = await deps.agents.offer(agent, message);
  return react(deps, message, job, agent, offered);
}

/** The document is written beside `PrintSubmitted`: a moment later it is there, or nobody was told "accepted". */
function withoutDocument(deps: SagaDeps, job: OpenJob): Step {
  if (deps.now().getTime() - Date.parse(job.state.submittedAt) < DOCUMENT_MS) return "later";
  deps.work.setAside(job, true);
  return "more";
}

/** Of the job as it is now: another command may have won while we wrote. */
function messageOf(deps: SagaDeps, job: OpenJob, agent: AgentState, document: unknown) {
  const now = deps.work.current(job);
  if (!now || !isInFlight(now)) return undefined;
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

async function react(
  deps: SagaDeps,
  { attempt }: AgentJob,
  job: OpenJob,
  agent: AgentState,
  offered: Offered,
): Promise<Step> {
  switch (offered.kind) {
    case "taken":
      deps.work.spooled(job, attempt, agent.session);
      return "more";
    case "nobody":
      // It waits and says so, yet it stays dispatched: another owner may have offered it meanwhile, and to somebody.
      await settle(deps, job, { type: "HoldPrint", reason: "service-off-line" });
      return "later";
    case "silence":
      return "later";
    case "refused":
      deps.log.warn({ jobId: job.state.jobId, code: offered.code }, "the agent refused a job");
      return refusedBy(deps, job, agent, offered.code);
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
  const attempt = deps.work.current(job)?.state.attempt ?? 1;
  const { agentId } = agent;
  const outcome = { result: "failed", code, detail: "the agent has no such printer" } as const;
  return settle(deps, job, { type: "RecordOutcome", agentId, attempt, outcome });
}

/** One step of a printer's queue: the next job goes to the agent, after `PrintDispatched` is in the log. */
import { AgentJob, type AgentState } from "@printermaster/contracts";
import { activeTraceparent, inSpan } from "@printermaster/runtime";
import { handleCommand } from "../../jobs/app/handle-command.ts";
import type { PrintCommand } from "../../jobs/domain/print-job.ts";
import type { OpenJob, PrinterKey } from "../domain/open-work.ts";
import type { Offered, SagaDeps } from "./ports.ts";

/** As long as an orchestrator tries to store a document; see `EventStreams.append`. */
const DOCUMENT_MS = 10_000;

/** `more`: go on with the queue. `done`: until something happens. `later`: try again after a while. */
export type Step = "more" | "done" | "later";

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
  // Dispatched to another agent: only that one can say what became of it.
  if (inFlight(job) && job.state.agentId !== agent.agentId) return "done";
  if (tries > 0 && !inFlight(job) && !(await deps.agents.reachable(agent, job.state.jobId)))
    return "later";
  return inSpan("dispatch print", { parent: job.traceparent, attributes: attributesOf(job) }, () =>
    dispatch(deps, job, agent),
  );
}

const inFlight = ({ state }: OpenJob) => state.status.startsWith("processing");

const forgotten = (job: OpenJob, agent: AgentState) =>
  inFlight(job) &&
  job.state.agentId === agent.agentId &&
  agent.spoolGeneration > (job.state.spoolGeneration ?? 0);

async function dispatch(deps: SagaDeps, job: OpenJob, agent: AgentState): Promise<Step> {
  const stored = await deps.documents.get(job.state, job.state.bodyHash);
  if (!stored) return withoutDocument(deps, job);
  const fresh = !inFlight(job);
  if (fresh) {
    const { agentId, session, spoolGeneration } = agent;
    const step = await settle(deps, job, {
      type: "DispatchPrint",
      agentId,
      session,
      spoolGeneration,
    });
    if (step !== "more") return step;
  }
  const message = messageOf(deps, job, agent, stored.document);
  if (!message) return "more";
  const offered = await deps.agents.offer(agent, message);
  return react(deps, job, agent, offered, fresh);
}

/** The document is written beside `PrintSubmitted`: a moment later it is there, or nobody was told "accepted". */
function withoutDocument(deps: SagaDeps, job: OpenJob): Step {
  if (deps.now().getTime() - Date.parse(job.state.submittedAt) < DOCUMENT_MS) return "later";
  deps.work.setAside(job, true);
  return "more";
}

/** Of the job as it is now: another command may have won while we wrote. */
function messageOf(deps: SagaDeps, job: OpenJob, agent: AgentState, document: unknown) {
  const { state } = deps.work.current(job) ?? {};
  if (!state || state.attempt === 0) return undefined;
  const { jobId, attempt, printerId, correlationId, expiresAt } = state;
  return AgentJob.parse({
    session: agent.session,
    jobId,
    attempt,
    printerId,
    class: state.class,
    document,
    correlationId,
    expiresAt,
    traceparent: activeTraceparent(),
  });
}

async function react(
  deps: SagaDeps,
  job: OpenJob,
  agent: AgentState,
  offered: Offered,
  fresh: boolean,
): Promise<Step> {
  const { agentId } = agent;
  switch (offered.kind) {
    case "taken":
      deps.work.spooled(job, agent.session);
      return "more";
    case "nobody":
      // Only a first offer is certain not to have been delivered before.
      if (fresh) await settle(deps, job, { type: "HoldPrint", reason: "service-off-line" });
      return "later";
    case "silence":
      return "later";
    case "refused": {
      deps.log.warn({ jobId: job.state.jobId, code: offered.code }, "the agent refused a job");
      const attempt = deps.work.current(job)?.state.attempt ?? 1;
      if (offered.code === "unknown-printer") {
        const outcome = {
          result: "failed",
          code: offered.code,
          detail: "the agent has no such printer",
        } as const;
        return settle(deps, job, { type: "RecordOutcome", agentId, attempt, outcome });
      }
      if (offered.code === "attempt-refused")
        return settle(deps, job, { type: "GiveUpPrint", cause: "the agent knows a later attempt" });
      return "later";
    }
  }
}

/** The agent is away: every job that waits for it says so. */
async function holdAll(deps: SagaDeps, key: PrinterKey): Promise<Step> {
  for (const job of deps.work.queueOf(key))
    if (job.state.status === "pending")
      await settle(deps, job, { type: "HoldPrint", reason: "service-off-line" });
  return "done";
}

type Undated<C> = C extends PrintCommand ? Omit<C, "at"> : never;

/** Decides and appends, starting from what the fold knows; the fold learns the result at once. */
export async function settle(
  deps: SagaDeps,
  job: OpenJob,
  command: Undated<PrintCommand>,
): Promise<Step> {
  const known = deps.work.current(job);
  if (!known) return "more";
  const dated = { ...command, at: deps.now().toISOString() } as PrintCommand;
  const handled = await handleCommand(deps.jobs, known.state, dated, {
    job: known.state,
    sequence: known.sequence,
  });
  if (handled.ok && handled.value.job)
    deps.work.wroteJob(handled.value.job, handled.value.sequence);
  if (handled.ok) return "more";
  // Refused: something else happened first, and the log is about to tell us.
  return handled.error.code === "already-ended" ? "done" : "later";
}

const attributesOf = ({ state }: OpenJob) => ({
  "print.job.id": state.jobId,
  "print.printer.id": state.printerId,
  "print.branch.id": state.branch,
});

/** Canceling, and saying truthfully whether it came in time. */
import {
  accepted,
  Job,
  refused,
  type AgentState,
  type Answer,
  type CancelPrint,
  type CancelResult,
  type JobState,
} from "@printermaster/contracts";
import type { Agents } from "../../fleet/app/agents.ts";
import type { FleetLog } from "../../fleet/app/ports.ts";
import { handleCommand } from "./handle-command.ts";
import type { JobLog, LoadedJob } from "./ports.ts";

export interface CancelDeps {
  readonly jobs: JobLog;
  readonly fleet: FleetLog;
  readonly agents: Agents;
  readonly now: () => Date;
}

export async function cancelPrint(
  deps: CancelDeps,
  company: string,
  branch: string,
  { jobId, canceledBy }: CancelPrint,
): Promise<Answer<CancelResult>> {
  const address = { company, branch, jobId };
  const at = deps.now().toISOString();
  const asked = await handleCommand(deps.jobs, address, { type: "CancelPrint", at, canceledBy });
  if (!asked.ok) return asked;
  const { job } = asked.value;
  if (!job) return refused("unknown-job");
  if (job.status === "canceled") return accepted({ job: Job.parse(job), came: "in-time" });
  const agent = (await deps.fleet.agent(company, branch, job.agentId ?? "")).state;
  const settled = mayBeAsked(agent, job) ? await askToRevoke(deps, agent, job) : undefined;
  if (!settled) return accepted({ job: Job.parse(job), came: "requested" });
  if (settled.status === "canceled") return accepted({ job: Job.parse(settled), came: "in-time" });
  return refused("too-late", { status: settled.status, reason: settled.reason });
}

/** A disk that was lost or restored since would promise anything, as it knows of nothing: the saga gives such a job up. */
const mayBeAsked = (agent: AgentState | undefined, job: JobState): agent is AgentState =>
  agent?.connected === true && agent.spoolGeneration === job.spoolGeneration;

/** The job after the agent's answer, or `undefined` if it gave none: the saga asks again. */
export async function askToRevoke(
  { agents, jobs, now }: Pick<CancelDeps, "agents" | "jobs" | "now">,
  agent: AgentState,
  job: JobState,
  known?: LoadedJob,
): Promise<JobState | undefined> {
  const { jobId, attempt } = job;
  const result = await agents.revoke(agent, jobId, attempt);
  if (!result) return undefined;
  const { revoked, state } = result;
  const command = {
    type: "AnswerRevoke",
    at: now().toISOString(),
    attempt,
    revoked,
    state,
  } as const;
  const handled = await handleCommand(jobs, job, command, known);
  // Refused: it has ended meanwhile, by the very outcome or by the saga's own question.
  if (handled.ok) return handled.value.job;
  const loaded = await jobs.load(job);
  return loaded.unreadable ? undefined : loaded.job;
}

/** Canceling, and saying truthfully whether it came in time. Agents are asked by the saga's owner alone: here it is waited for. */
import {
  accepted,
  hasEnded,
  Job,
  refused,
  type Answer,
  type CancelPrint,
  type CancelResult,
  type JobState,
} from "@printermaster/contracts";
import type { FleetLog } from "../../fleet/app/ports.ts";
import { handleCommand } from "./handle-command.ts";
import type { FollowedJob, JobLog, JobNews } from "./ports.ts";

/** An agent answers within four; whoever clicked waits for ten. */
const ANSWERED_MS = 5000;

export interface CancelDeps {
  readonly jobs: JobLog;
  readonly fleet: Pick<FleetLog, "agent">;
  readonly news: JobNews;
  readonly now: () => Date;
}

export async function cancelPrint(
  deps: CancelDeps,
  company: string,
  branch: string,
  { jobId, canceledBy }: CancelPrint,
): Promise<Answer<CancelResult>> {
  const address = { company, branch, jobId };
  // Before the append, or the owner's answer may come while nobody listens.
  const news = await deps.news.follow(address);
  try {
    const at = deps.now().toISOString();
    const asked = await handleCommand(deps.jobs, address, { type: "CancelPrint", at, canceledBy });
    if (!asked.ok) return asked;
    const { job, sequence } = asked.value;
    if (!job) return refused("unknown-job");
    return answerOf(isSettled(job) ? job : await settledAfter(deps, news, job, sequence));
  } finally {
    news.stop();
  }
}

/** The job once its agent has answered or it has ended otherwise; as it was if neither happened in time. */
async function settledAfter(
  { fleet, jobs }: CancelDeps,
  news: FollowedJob,
  job: JobState,
  askedAt: number,
): Promise<JobState> {
  const agent = (await fleet.agent(job.company, job.branch, job.agentId ?? "")).state;
  if (!agent?.connected) return job;
  const settled = await news.first(
    (told) => told.sequence > askedAt && isSettled(told.job),
    ANSWERED_MS,
  );
  return settled ?? (await jobs.load(job)).job ?? job;
}

const isSettled = (job: JobState): boolean => hasEnded(job.status) || !job.cancelRequestedBy;

function answerOf(job: JobState): Answer<CancelResult> {
  if (job.status === "canceled") return accepted({ job: Job.parse(job), came: "in-time" });
  if (!isSettled(job)) return accepted({ job: Job.parse(job), came: "requested" });
  return refused("too-late", { status: job.status, reason: job.reason });
}

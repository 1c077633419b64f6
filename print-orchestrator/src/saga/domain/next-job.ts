/** Which job of a printer's queue something is to be done about. */
import type { AgentState } from "@printermaster/contracts";
import { isInFlight, type OpenJob } from "./open-job.ts";

export interface QueueNow {
  readonly agentFor: (job: OpenJob) => AgentState | undefined;
  /** The agent that serves the printer. */
  readonly serving: string | undefined;
  /** Where in the log its device has last failed, if it has completed nothing since; else 0. */
  readonly failedAt: number;
  /** Of those that wait, this one alone. */
  readonly only: string | undefined;
}

/** What is to be canceled at the agent; else the first job that its present session has not yet acknowledged. */
export function nextJob(queue: readonly OpenJob[], now: QueueNow): OpenJob | undefined {
  // Its agent gives back whatever comes before all that it gave back is acknowledged: sent anew one by one, a long queue would come back for ever.
  const awaitsReturns = now.failedAt > 0 && queue.some((job) => isToReturn(job, now));
  let first: OpenJob | undefined;
  for (const job of queue) {
    const isWaiting = !isInFlight(job);
    if (job.aside || (isWaiting && (awaitsReturns || isNotChosen(job, now)))) continue;
    const agent = now.agentFor(job);
    // Nobody waits for what an agent has that no longer serves the printer, and that may never come back.
    if (!agent?.connected && agent?.agentId !== now.serving) continue;
    // Somebody waits for its answer, and it stands in nobody's way.
    if (toRevoke(job)) return job;
    if (!job.spooledIn || job.spooledIn !== agent?.session) first ??= job;
  }
  return first;
}

/** It was with its agent when the device failed. */
const isToReturn = (job: OpenJob, { serving, failedAt }: QueueNow): boolean =>
  isInFlight(job) && !job.aside && job.state.agentId === serving && job.sentAt < failedAt;

const isNotChosen = ({ state }: OpenJob, { only }: QueueNow): boolean =>
  only !== undefined && state.jobId !== only;

const toRevoke = (job: OpenJob) => isInFlight(job) && job.state.cancelRequestedBy !== undefined;

/** Which work on an agent's disk the log says is over: a restored disk may still hold what was printed long ago. */
import {
  hasEnded,
  type AgentHello,
  type HelloAccepted,
  type JobState,
} from "@printermaster/contracts";
import type { JobLog } from "../../jobs/app/ports.ts";

type OpenWork = AgentHello["openWork"];

/** A full spool is five thousand jobs, each one read from the leader. */
const AT_ONCE = 64;

/** Of a job that the log does not know nothing can be said: the agent holds it, and nobody will offer it again. */
export async function spentWork(
  jobs: Pick<JobLog, "load">,
  site: { readonly company: string; readonly branch: string },
  openWork: OpenWork,
): Promise<HelloAccepted["drop"]> {
  const waiting = openWork.filter(({ state }) => state === "spooled");
  const spent: HelloAccepted["drop"] = [];
  for (let from = 0; from < waiting.length; from += AT_ONCE) {
    const some = waiting.slice(from, from + AT_ONCE);
    const loaded = await Promise.all(some.map(({ jobId }) => jobs.load({ ...site, jobId })));
    some.forEach(({ jobId, attempt }, at) => {
      if (isSpent(loaded[at]?.job, attempt)) spent.push({ jobId, attempt });
    });
  }
  return spent;
}

const isSpent = (job: JobState | undefined, attempt: number): boolean =>
  job !== undefined &&
  (hasEnded(job.status) ||
    job.attempt > attempt ||
    (job.attempt === attempt && job.attemptOver === true));

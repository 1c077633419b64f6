/** The log, and what this process wrote last of each open job: a report that finds it here need not ask the log first. */
import { hasEnded } from "@printermaster/contracts";
import type { JobLog, LoadedJob, StoredJobs } from "./ports.ts";

const MOST_JOBS = 1000;

export function rememberingJobs(jobs: StoredJobs): JobLog {
  const written = new Map<string, LoadedJob>();
  const remember = (jobId: string, loaded: LoadedJob) => {
    written.set(jobId, loaded);
    const [oldest] = written.size > MOST_JOBS ? written.keys() : [];
    if (oldest !== undefined) written.delete(oldest);
  };
  return {
    load: (address) => jobs.load(address),
    end: () => jobs.end(),
    recall: ({ jobId }) => written.get(jobId),
    async append(event, state, expected) {
      const { jobId } = state;
      written.delete(jobId);
      const sequence = await jobs.append(event, state, expected);
      if (sequence !== undefined && !hasEnded(state.status))
        remember(jobId, { job: state, sequence });
      return sequence;
    },
  };
}

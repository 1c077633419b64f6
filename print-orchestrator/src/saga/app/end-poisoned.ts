import { endUnreadable } from "../../jobs/app/end-unreadable.ts";
import type { UnreadJob } from "../domain/unread-jobs.ts";
import type { SagaDeps } from "./ports.ts";

/** In one sweep: others' deadlines wait for it. */
const AT_ONCE = 20;

/** Jobs whose last event nobody can read are ended, by whoever owns the saga: snapshots name them until they are. */
export async function endPoisoned(deps: SagaDeps): Promise<void> {
  const owed = [...deps.work.unread.all()]
    .filter(({ why }) => why === "poisoned")
    .slice(0, AT_ONCE);
  await Promise.all(
    owed.map((job) =>
      end(deps, job).catch((error: unknown) =>
        deps.log.error({ err: error, jobId: job.jobId }, "an unreadable job could not be ended"),
      ),
    ),
  );
}

async function end({ jobs, work, now, log }: SagaDeps, unread: UnreadJob): Promise<void> {
  const { job, sequence, unreadable } = await endUnreadable(jobs, unread, now().toISOString());
  if (unreadable === "newer") work.sawUnreadable({ ...unread, sequence, why: "newer" });
  // Somebody wrote first: the log is about to tell, or the next sweep ends it.
  if (unreadable) return;
  // Without a job, the log has forgotten it.
  if (!job) return work.unread.sawReadable(unread, unread.sequence);
  work.sawJob(job, sequence, undefined);
  const { jobId, status, reason } = job;
  log.warn({ event: "poison-passed", jobId, status, reason }, "a job with an unreadable event");
}

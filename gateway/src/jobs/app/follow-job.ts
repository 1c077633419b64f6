/** What happens to one job, told as it happens. */
import {
  accepted,
  hasEnded,
  Job,
  type Answer,
  type Id,
  type JobNews,
} from "@printermaster/contracts";
import type { Caller } from "../../domain/principal.ts";
import type { JobFollower, LoggedJobEvent } from "./ports.ts";
import { lineOf, readJob, type ReadDeps } from "./read-job.ts";

export interface FollowDeps extends ReadDeps {
  readonly follower: JobFollower;
}

export interface NumberedNews {
  readonly sequence: number;
  readonly news: JobNews;
}

/** Ends with the event that ends the job; `undefined` if there is nothing after `after` and never will be. */
export async function followJob(
  deps: FollowDeps,
  caller: Caller,
  jobId: Id,
  after: number,
  until: AbortSignal,
): Promise<Answer<AsyncIterable<NumberedNews> | undefined>> {
  const found = await readJob(deps, caller, jobId);
  if (!found.ok) return found;
  const { company, branch } = found.value;
  if (!hasEnded(found.value.status))
    return accepted(untilEnded(deps.follower.follow({ company, branch, jobId }, after, until)));
  const missed = (await deps.jobs.history(company, branch, jobId)).filter(
    ({ sequence }) => sequence > after,
  );
  return accepted(missed.length > 0 ? untilEnded(missed) : undefined);
}

async function* untilEnded(
  events: AsyncIterable<LoggedJobEvent> | Iterable<LoggedJobEvent>,
): AsyncGenerator<NumberedNews, void> {
  for await (const logged of events) {
    const job = Job.parse(logged.event.state);
    yield { sequence: logged.sequence, news: { entry: lineOf(logged), job } };
    if (hasEnded(job.status)) return;
  }
}

/** As it is when it ends, or at the end of the time. */
export async function awaitEnd(follower: JobFollower, job: Job, until: AbortSignal): Promise<Job> {
  if (hasEnded(job.status)) return job;
  let latest = job;
  for await (const { news } of untilEnded(follower.follow(job, 0, until))) latest = news.job;
  return latest;
}

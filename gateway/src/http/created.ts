import { httpHeaders, type Submitted } from "@printermaster/contracts";
import { awaitEnd } from "../jobs/app/follow-job.ts";
import type { HttpEdge } from "./edge.ts";
import type { ApiRequest, ApiResponse } from "./exchange.ts";
import { waitingUntil } from "./prefer.ts";

/**
 * Where the new job is, and how it ended, if the client prefers to wait; 200 if the same key brought it before. The same
 * key is never "still being processed": two requests at the same moment are one compare-and-set, and whoever loses it
 * reads the winner's job.
 */
export async function created(
  { follower, health }: Pick<HttpEdge, "follower" | "health">,
  headers: ApiRequest["headers"],
  response: ApiResponse,
  { job, replayed }: Submitted,
) {
  response.setHeader("location", `/v1/jobs/${job.jobId}`);
  if (replayed) response.setHeader(httpHeaders.replayed, "true");
  response.status(replayed ? 200 : 201);
  const wait = waitingUntil(headers[httpHeaders.prefer], response, health.stopping);
  if (!wait) return { job };
  response.setHeader(httpHeaders.preferenceApplied, wait.applied);
  return { job: await awaitEnd(follower, job, wait.until) };
}

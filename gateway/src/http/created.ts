import { httpHeaders, type Submitted } from "@printermaster/contracts";
import type { ApiResponse } from "./exchange.ts";

/**
 * Where the new job is; 200 if the same key brought it before. The same key is never "still being processed": two
 * requests at the same moment are one compare-and-set, and whoever loses it reads the winner's job.
 */
export function created(response: ApiResponse, { job, replayed }: Submitted) {
  response.setHeader("location", `/v1/jobs/${job.jobId}`);
  if (replayed) response.setHeader(httpHeaders.replayed, "true");
  response.status(replayed ? 200 : 201);
  return { job };
}

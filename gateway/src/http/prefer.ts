/** `Prefer: wait=n` (RFC 7240): a preference that is not understood is none. */
import type { ApiResponse } from "./exchange.ts";

const MOST_SECONDS = 30;

export interface Waiting {
  readonly applied: string;
  readonly until: AbortSignal;
}

export function waitingUntil(
  prefer: string | readonly string[] | undefined,
  response: ApiResponse,
  stopping: AbortSignal,
): Waiting | undefined {
  const [, asked] = /(?:^|[,;\s])wait=(\d{1,6})(?:$|[,;\s])/i.exec(String(prefer ?? "")) ?? [];
  if (asked === undefined) return undefined;
  const seconds = Math.min(Number(asked), MOST_SECONDS);
  return { applied: `wait=${seconds}`, until: within(seconds, response, stopping) };
}

/** No longer than the client is there, and than we are. */
export function within(seconds: number, response: ApiResponse, stopping: AbortSignal): AbortSignal {
  const gone = new AbortController();
  response.once("close", () => gone.abort());
  return AbortSignal.any([AbortSignal.timeout(seconds * 1000), gone.signal, stopping]);
}

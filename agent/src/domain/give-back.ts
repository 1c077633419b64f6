/**
 * When a device fails, everything that waits for it goes back at the same moment, in order: the cloud sends it anew as
 * it was submitted, and nothing overtakes the job that failed.
 */
import type { Outcome } from "@printermaster/contracts";
import { attempts, type AttemptEvent, type JobHistory } from "./attempts.ts";
import type { Failure } from "./device-failure.ts";
import { returned } from "./returned.ts";

export interface Spooled {
  readonly jobId: string;
  readonly attempt: number;
  readonly history: JobHistory;
}

export interface Ended {
  readonly jobId: string;
  readonly events: readonly AttemptEvent[];
}

/** Nothing at all if the head has been revoked meanwhile: then it is for the next one to fail. */
export function giveBack(
  head: Spooled,
  failure: Failure,
  behind: readonly Spooled[],
  now: number,
): readonly Ended[] {
  const first = ended(head, failure, now);
  if (first.length === 0) return [];
  return [...first, ...behind.flatMap((one) => ended(one, returned, now))];
}

function ended({ jobId, attempt, history }: Spooled, outcome: Outcome, now: number): Ended[] {
  const decision = attempts.decide(history, { type: "Finish", attempt, outcome, now });
  return "events" in decision ? [{ jobId, events: decision.events }] : [];
}

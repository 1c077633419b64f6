/** Load, decide, commit. The spool is synchronous, so nothing can come between. */
import type { ErrorCode } from "@printermaster/contracts";
import {
  attempts,
  type AttemptCommand,
  type AttemptEvent,
  type JobHistory,
} from "../domain/attempts.ts";
import type { Spool } from "./ports.ts";

export type Executed =
  | { readonly history: JobHistory; readonly events: readonly AttemptEvent[] }
  | { readonly refused: ErrorCode; readonly history: JobHistory };

export function execute(
  spool: Spool,
  jobId: string,
  command: AttemptCommand,
  traceparent?: string,
): Executed {
  const history = spool.historyOf(jobId);
  const decision = attempts.decide(history, command);
  if ("refused" in decision) return { ...decision, history };
  const { events } = decision;
  if (events.length > 0) spool.commit(jobId, events, traceparent);
  return { events, history: events.reduce(attempts.evolve, history) };
}

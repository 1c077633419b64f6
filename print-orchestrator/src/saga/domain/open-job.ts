/** A job that has not ended, and what is known of it beside its state. */
import type { JobState } from "@printermaster/contracts";

export interface OpenJob {
  readonly state: JobState;
  /** Of the last event seen: an older one must not take the state back in time. */
  readonly sequence: number;
  readonly traceparent: string | undefined;
  /** Where in the log this attempt was seen first. */
  readonly sentAt: number;
  /** The session that acknowledged it; after a reconnection it is offered again. */
  readonly spooledIn?: string;
  /** Its document is missing, so it was never accepted: others need not wait for it. */
  readonly aside?: boolean;
  /** How often its agent was asked what became of it, and when last. */
  readonly asked?: { readonly times: number; readonly at: number };
}

export const isInFlight = ({ state }: OpenJob): boolean => state.status.startsWith("processing");

/** An acknowledgement, and questions, are of one attempt. */
export function marksOf(known: OpenJob | undefined, now: JobState): Partial<OpenJob> {
  if (!known) return {};
  if (known.state.attempt === now.attempt && !now.attemptOver) return known;
  return known.traceparent ? { traceparent: known.traceparent } : {};
}

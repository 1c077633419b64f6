/**
 * What a fold of the log has learned, for a snapshot to carry, as the events that taught it are not read again.
 * Exact only while nothing but the log's reader feeds the fold: what the snapshot's jobs are told as (`resumedJob`), and
 * our own writes before the reader brings them, are ahead of the position and will be told again.
 */
export interface Memory {
  readonly name: string;
  /** Plain JSON, of a bounded size, taken in one step with the position. */
  kept(): unknown;
  /** Throws when it cannot read what was kept; the fold begins empty then. */
  restore(kept: unknown): void;
}

/** What every bench is given. */
export interface Bench {
  /** Its figures, and while it runs its data, lie here: on a real disk. */
  readonly folder: string;
  /** Aborted: end everything that was started. */
  readonly signal: AbortSignal;
  readonly say: (line: string) => void;
}

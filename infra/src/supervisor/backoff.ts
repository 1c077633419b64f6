const FIRST_MS = 250;
const LONGEST_MS = 10_000;
const STEADY_MS = 30_000;

/** How long to wait before the next start, given how many in a row were short. */
export const backoffMs = (failuresInARow: number): number =>
  Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.max(0, failuresInARow - 1));

/** The row of failures after one more exit: a process that was up for long enough starts a new row. */
export const failuresAfterExit = (before: number, upMs: number): number =>
  upMs >= STEADY_MS ? 1 : before + 1;

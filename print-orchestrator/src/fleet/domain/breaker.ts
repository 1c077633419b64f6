/** When a printer's circuit breaker opens, and how long it stays so. Only what its device did counts: blocked is not broken. */

/** In a row, across jobs; anything printed in between begins anew. */
export const FAILURES_TO_OPEN = 5;

const FIRST_MS = 10_000;
const MOST_MS = 300_000;

/** Doubling with each opening in a row, with a quarter of jitter: printers of one branch often fail together. */
export function retryAfterMs(openings: number, chance: number): number {
  const whole = Math.min(MOST_MS, FIRST_MS * 2 ** (openings - 1));
  return Math.round(whole * (0.75 + 0.5 * chance));
}

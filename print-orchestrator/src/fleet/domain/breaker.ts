/** When a printer's circuit breaker opens, and how long it stays so. Only what its device did counts: blocked is not broken. */
import type { Breaker } from "@printermaster/contracts";

/** In a row, across jobs; anything printed in between begins anew. */
export const FAILURES_TO_OPEN = 5;

const FIRST_MS = 10_000;
const MOST_MS = 300_000;

/** Doubling with each opening in a row, with a quarter of jitter: printers of one branch often fail together. */
export function retryAfterMs(openings: number, chance: number): number {
  const whole = Math.min(MOST_MS, FIRST_MS * 2 ** (openings - 1));
  return Math.round(whole * (0.75 + 0.5 * chance));
}

/** In a row, when it opens now. */
export const openingsAfter = (breaker: Breaker): number =>
  breaker.state === "closed" ? 1 : breaker.openings + 1;

/** Each change tells another point in the log, so that no two of a printer are the same. */
export const sameBreaker = (one: Breaker, other: Breaker): boolean => plain(one) === plain(other);

const plain = (breaker: Breaker) =>
  JSON.stringify(Object.entries(breaker).sort(([one], [other]) => (one < other ? -1 : 1)));

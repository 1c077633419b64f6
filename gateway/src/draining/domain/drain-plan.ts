/** How a window is spent: first the balancer is given time to notice, then clients are asked to move, then the rest is moved. */
export interface DrainPlan {
  /** New clients are still let in: a balancer that has not noticed yet sends them to us. */
  readonly quietMs: number;
  /** Clients are told to move, evenly over this time. */
  readonly tellMs: number;
  /** How soon each is to move, at a random moment. */
  readonly moveWithinMs: number;
  /** Until so much later nobody is closed: whom the balancer has sent to us again has to try twice. */
  readonly lateMs: number;
  /** Those that are still here are closed, evenly over this time. */
  readonly closeMs: number;
}

const QUIET = 0.06;
const LATE_FROM = 0.68;
const CLOSED_FROM = 0.75;
/** A little is left for what is in flight. */
const CLOSED_BY = 0.95;
/** Balancers ask every second or two how we are. */
const MOST_QUIET_MS = 5000;
export const MOST_WITHIN_MS = 400;

export function drainPlan(windowMs: number): DrainPlan {
  const quietMs = Math.min(MOST_QUIET_MS, Math.round(windowMs * QUIET));
  const lateFromMs = Math.round(windowMs * LATE_FROM);
  const moveWithinMs = Math.min(MOST_WITHIN_MS, Math.round((lateFromMs - quietMs) / 6));
  const tellMs = lateFromMs - quietMs - moveWithinMs;
  const lateMs = Math.round(windowMs * CLOSED_FROM) - lateFromMs;
  return {
    quietMs,
    tellMs,
    moveWithinMs,
    lateMs,
    closeMs: Math.round(windowMs * (CLOSED_BY - CLOSED_FROM)),
  };
}

/**
 * What part of those that are left is due in this step, so that all have gone after the last one. Not a whole number: rounded
 * up in every step, the first seconds of a few hundred clients would be half as busy again as the others.
 */
export const dueNow = (left: number, stepsLeft: number): number => left / Math.max(1, stepsLeft);

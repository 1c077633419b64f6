/** How a window is spent: first the balancer is given time to notice, then clients move by themselves, then the rest is moved. */
export interface DrainPlan {
  /** New clients are still let in: a balancer that has not noticed yet sends them to us. */
  readonly quietMs: number;
  /** Clients that understand are told to move within this time, each at a random moment. */
  readonly moveMs: number;
  /** Those that are still here are closed, evenly over this time. */
  readonly paceMs: number;
}

const QUIET = 0.15;
const MOVED_BY = 0.7;
/** A little is left for what is in flight. */
const CLOSED_BY = 0.95;
/** Balancers ask every second or two how we are. */
const MOST_QUIET_MS = 5000;

export function drainPlan(windowMs: number): DrainPlan {
  const quietMs = Math.min(MOST_QUIET_MS, Math.round(windowMs * QUIET));
  const moveMs = Math.max(0, Math.round(windowMs * MOVED_BY) - quietMs);
  return { quietMs, moveMs, paceMs: Math.round(windowMs * (CLOSED_BY - MOVED_BY)) };
}

/** How many of those that are left are to go in this step, so that all have gone after the last one. */
export const leavingNow = (left: number, stepsLeft: number): number =>
  Math.ceil(left / Math.max(1, stepsLeft));

/** Hundreds of processes that were just started want a processor for a while: that is no load of the seed. */
import { availableParallelism, cpus } from "node:os";
import { setTimeout as wait } from "node:timers/promises";

const LOOK_EVERY_MS = 2000;
const IDLE_SHARE = 0.6;
/** Somebody else may be at work on the machine: then it begins all the same, and the figures say so. */
const WITHIN_MS = 60_000;

export async function machineSettled(signal: AbortSignal): Promise<void> {
  const until = Date.now() + WITHIN_MS;
  for (let before = idleMs(); Date.now() < until;) {
    await wait(LOOK_EVERY_MS, undefined, { signal });
    const now = idleMs();
    if (now - before > IDLE_SHARE * LOOK_EVERY_MS * availableParallelism()) return;
    before = now;
  }
}

const idleMs = (): number => cpus().reduce((sum, { times }) => sum + times.idle, 0);

import { setTimeout as wait } from "node:timers/promises";

/** Waits between tries: doubling from `first` to `most`, with up to a quarter of jitter. */
export function backoff(attempt: number, first: number, most: number, chance: number): number {
  return Math.min(most, first * 2 ** Math.min(attempt, 20)) * (1 + chance / 4);
}

/** Ends early, without an error, when the signal is given. */
export const pause = (ms: number, signal?: AbortSignal): Promise<void> =>
  wait(ms, undefined, signal ? { signal } : {}).catch(() => undefined);

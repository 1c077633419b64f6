/** Waits between tries: doubling from `first` to `most`, with up to a quarter of jitter. */
export function backoff(attempt: number, first: number, most: number, chance: number): number {
  return Math.min(most, first * 2 ** Math.min(attempt, 20)) * (1 + chance / 4);
}

export const pause = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));

import { setTimeout as delay } from "node:timers/promises";

/** Asks again and again until the answer is there; `undefined` means not yet. */
export async function until<T>(
  ask: () => Promise<T | undefined> | T | undefined,
  { within, what, every = 20 }: { within: number; what: string; every?: number },
): Promise<T> {
  const end = performance.now() + within;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (performance.now() > end) throw new Error(`${what}: not within ${within / 1000} s`);
    await delay(every);
  }
}

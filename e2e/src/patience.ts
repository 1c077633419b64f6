import { setTimeout as wait } from "node:timers/promises";

/** Waits for a condition of the system under test, never for a time; the limit only ends a failed test. */
export async function until<T>(
  what: string,
  look: () => Promise<T | undefined | false> | T | undefined | false,
  withinMs = 30_000,
): Promise<T> {
  const end = Date.now() + withinMs;
  for (;;) {
    const found = await look();
    if (found !== undefined && found !== false) return found;
    if (Date.now() > end) throw new Error(`not within ${withinMs / 1000} s: ${what}`);
    await wait(25);
  }
}

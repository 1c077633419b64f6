import { setTimeout as delay } from "node:timers/promises";

/** Looks again and again until there is something to see. */
export async function eventually<T>(
  what: string,
  look: () => T | undefined,
  withinMs = 10_000,
): Promise<T> {
  const end = performance.now() + withinMs;
  for (;;) {
    const seen = look();
    if (seen !== undefined) return seen;
    if (performance.now() > end) throw new Error(`${what}: not within ${withinMs / 1000} s`);
    await delay(10);
  }
}

export const whether = (condition: boolean): true | undefined => condition || undefined;

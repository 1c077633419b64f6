/** Stop taking, finish what is in flight within a bound, close. Written once. */
import type { Log } from "./log.ts";

const LIMIT_MS = 6000;

/** `hurry` is given when nobody waits for a handing over: at SIGINT, or when the launcher is gone; also half-way. */
export type ShutdownStep = (hurry: AbortSignal) => Promise<void> | void;

/**
 * Runs the steps in order, once: at SIGTERM, SIGINT or when the launcher disappears. `handOverMs` is what the steps may
 * take beyond the usual while there is no hurry.
 */
export function onShutdown(log: Log, steps: readonly ShutdownStep[], handOverMs = 0): void {
  const hurry = new AbortController();
  let begun = false;
  let limit: NodeJS.Timeout | undefined;
  const endWithin = (ms: number) => {
    clearTimeout(limit);
    limit = setTimeout(() => process.exit(1), ms).unref();
  };
  const stop = (why: string, atOnce: boolean) => {
    if (atOnce && !hurry.signal.aborted) {
      hurry.abort();
      endWithin(LIMIT_MS);
    }
    if (begun) return;
    begun = true;
    log.info({ event: "shutdown", why }, `stopping: ${why}`);
    if (!atOnce) endWithin(LIMIT_MS + handOverMs);
    void runSteps(log, steps, hurry.signal).then(() => process.exit(0));
  };
  process.once("SIGTERM", () => stop("SIGTERM", false));
  process.once("SIGINT", () => stop("SIGINT", true));
  // With an IPC channel our parent is the launcher, and without it nobody would ever stop us.
  if (process.channel) {
    process.channel.unref();
    process.once("disconnect", () => stop("launcher is gone", true));
  }
}

async function runSteps(
  log: Log,
  steps: readonly ShutdownStep[],
  hurry: AbortSignal,
): Promise<void> {
  for (const step of steps) {
    try {
      await step(hurry);
    } catch (error) {
      log.error({ event: "shutdown", err: error }, "a step of the shutdown failed");
    }
  }
}

/** Counts work that must be finished before a process may close its connections. */
export class InFlight {
  #count = 0;
  #waiting: (() => void)[] = [];

  get count(): number {
    return this.#count;
  }

  async run<T>(work: () => Promise<T>): Promise<T> {
    this.#count++;
    try {
      return await work();
    } finally {
      this.#count--;
      if (this.#count === 0) this.#waiting.splice(0).forEach((done) => done());
    }
  }

  async idle(limitMs = 5000): Promise<void> {
    if (this.#count === 0) return;
    await new Promise<void>((done) => {
      const timer = setTimeout(done, limitMs);
      this.#waiting.push(() => (clearTimeout(timer), done()));
    });
  }
}

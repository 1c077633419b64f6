/** Stop taking, finish what is in flight within a bound, close. Written once. */
import type { Log } from "./log.ts";

const LIMIT_MS = 6000;

/** Runs the steps in order, once, at SIGTERM, SIGINT or when the launcher disappears. */
export function onShutdown(log: Log, steps: readonly (() => Promise<void> | void)[]): void {
  let begun = false;
  const stop = (why: string) => {
    if (begun) return;
    begun = true;
    log.info({ event: "shutdown", why }, `stopping: ${why}`);
    setTimeout(() => process.exit(1), LIMIT_MS).unref();
    void runSteps(log, steps).then(() => process.exit(0));
  };
  process.once("SIGTERM", () => stop("SIGTERM"));
  process.once("SIGINT", () => stop("SIGINT"));
  // With an IPC channel our parent is the launcher, and without it nobody would ever stop us.
  if (process.channel) {
    process.channel.unref();
    process.once("disconnect", () => stop("launcher is gone"));
  }
}

async function runSteps(log: Log, steps: readonly (() => Promise<void> | void)[]): Promise<void> {
  for (const step of steps) {
    try {
      await step();
    } catch (error) {
      log.error({ event: "shutdown", err: error }, "a step of the shutdown failed");
    }
  }
}

/** Counts work that must be finished before a process may close its connections. */
export class InFlight {
  #count = 0;
  #waiting: (() => void)[] = [];

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

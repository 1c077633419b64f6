/** An agent's reports: one at a time, in order, each until somebody has answered it. */
import type { Bridge } from "./bridge.ts";
import type { Process } from "./process.ts";
import type { Spool } from "./spool.ts";

interface Reporter {
  readonly process: Process;
  readonly spool: Spool;
  readonly bridge: Bridge | undefined;
}

const LIMIT_MS = 15_000;
const AGAIN_MS = 500;

export class Outbox {
  readonly #reporter: Reporter;
  #reporting = false;

  constructor(reporter: Reporter) {
    this.#reporter = reporter;
  }

  /** What was under way is lost with the process. */
  forget(): void {
    this.#reporting = false;
  }

  look(): void {
    const { process, spool, bridge } = this.#reporter;
    const work = spool.nextReport();
    if (this.#reporting || !work?.outcome || !bridge) return;
    this.#reporting = true;
    const { jobId, attempt } = work.job;
    let answered: Awaited<ReturnType<Bridge["report"]>>;
    const settled = process.remembered(() => {
      this.#reporting = false;
      const final = answered?.ok || answered?.error.retryable === false;
      work.reported ||= final;
      process.after(final ? 0 : AGAIN_MS, () => this.look());
    });
    const silence = process.after(LIMIT_MS, settled);
    void bridge
      .report({ jobId, attempt, outcome: work.outcome, counter: spool.counter })
      .then((answer) => {
        // Through a connection that is gone nothing is heard.
        answered = this.#reporter.bridge === bridge ? answer : undefined;
        silence.cancel();
        settled();
      });
  }
}

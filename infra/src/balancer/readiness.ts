/** Which gateways are ready, by asking each of them again and again: who drains, is dead or frozen gets nothing new. */
import { get } from "node:http";
import { setTimeout as pause } from "node:timers/promises";
import { type Target } from "./round-robin.ts";

const ASK_EVERY_MS = 500;
const ANSWER_WITHIN_MS = 1000;
/** A process that is only busy may be late once. */
const SILENT_IN_A_ROW = 2;

export class Readiness {
  readonly #unready = new Set<Target>();
  readonly #stopped = new AbortController();

  /** Whoever was not asked yet counts as ready. */
  isReady(target: Target): boolean {
    return !this.#unready.has(target);
  }

  /** Somebody has met a closed port there. */
  refused(target: Target): void {
    this.#unready.add(target);
  }

  watch(targets: readonly Target[]): void {
    for (const target of targets) void this.#ask(target);
  }

  stop(): void {
    this.#stopped.abort();
  }

  async #ask(target: Target): Promise<void> {
    const { signal } = this.#stopped;
    for (let silent = 0; !signal.aborted;) {
      const said = await answer(target);
      silent = said === "nothing" ? silent + 1 : 0;
      if (said === "ready") this.#unready.delete(target);
      else if (said === "not ready" || silent >= SILENT_IN_A_ROW) this.#unready.add(target);
      await pause(ASK_EVERY_MS, undefined, { signal, ref: false }).catch(() => {});
    }
  }
}

type Said = "ready" | "not ready" | "nothing";

function answer({ host, port }: Target): Promise<Said> {
  return new Promise((resolve) => {
    const request = get({ host, port, path: "/readyz", agent: false });
    request.setTimeout(ANSWER_WITHIN_MS, () => (resolve("nothing"), request.destroy()));
    request.once("error", () => resolve("not ready"));
    request.once("response", (response) => {
      resolve(response.statusCode === 200 ? "ready" : "not ready");
      response.resume();
    });
  });
}

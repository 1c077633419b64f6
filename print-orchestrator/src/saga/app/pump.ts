import { backoff } from "@printermaster/runtime";
import type { PrinterKey } from "../domain/printer-key.ts";
import { offerNext } from "./offer-next.ts";
import type { SagaDeps } from "./ports.ts";
import type { Step } from "./settle.ts";

const FIRST_MS = 50;
const MOST_MS = 10_000;

/** Works each printer's queue in order, one step at a time; another printer never waits for it. */
export class Pump {
  readonly #deps: SagaDeps;
  readonly #running = new Set<PrinterKey>();
  readonly #again = new Set<PrinterKey>();
  readonly #tries = new Map<PrinterKey, number>();
  readonly #timers = new Map<PrinterKey, { readonly cancel: () => void }>();
  #stopped = false;

  constructor(deps: SagaDeps) {
    this.#deps = deps;
  }

  wake(key: PrinterKey): void {
    if (this.#stopped) return;
    if (this.#running.has(key)) {
      this.#again.add(key);
      return;
    }
    this.#running.add(key);
    void this.#run(key);
  }

  /** The way to the agent has changed: what failed before says nothing any more. */
  wakeAfresh(key: PrinterKey): void {
    this.#tries.delete(key);
    this.wake(key);
  }

  stop(): void {
    this.#stopped = true;
    for (const timer of this.#timers.values()) timer.cancel();
  }

  async #run(key: PrinterKey): Promise<void> {
    let step: Step;
    do {
      this.#again.delete(key);
      step = await this.#step(key);
      if (step === "more") this.#tries.delete(key);
    } while (!this.#stopped && (step === "more" || this.#again.has(key)));
    // In the same breath as the last look at `#again`, or a wake between the two would be lost.
    this.#running.delete(key);
    if (this.#stopped) return;
    if (step === "later") this.#tryLater(key);
    else if (typeof step === "object") this.#wakeAfter(key, step.afterMs);
  }

  async #step(key: PrinterKey): Promise<Step> {
    try {
      return await offerNext(this.#deps, key, this.#tries.get(key) ?? 0);
    } catch (error) {
      this.#deps.log.error({ err: error, printer: key }, "a step of the queue failed");
      return "later";
    }
  }

  #tryLater(key: PrinterKey): void {
    const tries = this.#tries.get(key) ?? 0;
    this.#tries.set(key, tries + 1);
    this.#wakeAfter(key, backoff(tries, FIRST_MS, MOST_MS, this.#deps.chance()));
  }

  #wakeAfter(key: PrinterKey, ms: number): void {
    this.#timers.get(key)?.cancel();
    this.#timers.set(
      key,
      this.#deps.after(ms, () => {
        this.#timers.delete(key);
        this.wake(key);
      }),
    );
  }
}

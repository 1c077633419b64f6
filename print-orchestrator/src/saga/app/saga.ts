/** Turns what the log and the fleet tell into work for the pump. */
import type { AgentState, JobState, PrinterState } from "@printermaster/contracts";
import { Pump } from "./pump.ts";
import { hasEnded } from "@printermaster/contracts";
import { printerKey } from "../domain/open-work.ts";
import { ReportTimeouts } from "../domain/report-timeouts.ts";
import type { SagaDeps } from "./ports.ts";
import { sweep } from "./sweep.ts";

const SWEEP_MS = 1000;

export class Saga {
  readonly #deps: SagaDeps;
  readonly #pump: Pump;
  readonly #timeouts = new ReportTimeouts();
  #begun = false;
  #sweeping: { readonly cancel: () => void } | undefined;

  constructor(deps: SagaDeps) {
    this.#deps = deps;
    this.#pump = new Pump(deps);
  }

  /** `failedBy` if the event is a failure. */
  sawJob(
    state: JobState,
    sequence: number,
    traceparent: string | undefined,
    failedBy?: string,
  ): void {
    if (hasEnded(state.status) && state.dispatchedAt)
      this.#timeouts.sawEnd(state, Date.parse(state.dispatchedAt), Date.parse(state.updatedAt));
    const { work } = this.#deps;
    work.failures.saw(state, Date.parse(state.updatedAt), sequence, failedBy);
    work.failures.heard(sequence);
    const news = work.sawJob(state, sequence, traceparent) !== undefined;
    // A failure is worth a look also if we wrote it ourselves.
    if ((news || failedBy) && this.#begun) this.#pump.wake(printerKey(state, state.printerId));
  }

  sawAgent(agent: AgentState): void {
    for (const key of this.#deps.work.sawAgent(agent)) if (this.#begun) this.#pump.wakeAfresh(key);
  }

  sawPrinter(printer: PrinterState): void {
    const key = this.#deps.work.sawPrinter(printer);
    if (this.#begun) this.#pump.wakeAfresh(key);
  }

  /** Once everything stored is known: acting earlier would be acting on the past. */
  begin(): void {
    this.#begun = true;
    for (const key of this.#deps.work.printers()) this.#pump.wake(key);
    this.#sweepSoon();
  }

  stop(): void {
    this.#begun = false;
    this.#sweeping?.cancel();
    this.#pump.stop();
  }

  #sweepSoon(): void {
    this.#sweeping = this.#deps.after(SWEEP_MS, () => {
      sweep(this.#deps, this.#timeouts)
        .then((printers) => printers.forEach((key) => this.#pump.wake(key)))
        .catch((error: unknown) => this.#deps.log.error({ err: error }, "the sweep failed"))
        .finally(() => this.#begun && this.#sweepSoon());
    });
  }
}

/** Turns what the log and the fleet tell into work for the pump. */
import type { AgentState, BranchState, JobState, PrinterState } from "@printermaster/contracts";
import { Pump } from "./pump.ts";
import { hasEnded } from "@printermaster/contracts";
import { ReportTimeouts } from "../domain/report-timeouts.ts";
import { printerKey } from "../domain/open-work.ts";
import { Outages } from "./outages.ts";
import type { SagaDeps } from "./ports.ts";
import { sweep } from "./sweep.ts";

const SWEEP_MS = 1000;

export class Saga {
  readonly #deps: SagaDeps;
  readonly #pump: Pump;
  readonly #outages: Outages;
  readonly #timeouts = new ReportTimeouts();
  #begun = false;
  #sweeping: { readonly cancel: () => void } | undefined;

  constructor(deps: SagaDeps) {
    this.#deps = deps;
    this.#pump = new Pump(deps);
    this.#outages = new Outages(deps, (key) => this.#pump.wake(key));
  }

  sawJob(state: JobState, sequence: number, traceparent: string | undefined): void {
    if (hasEnded(state.status) && state.dispatchedAt)
      this.#timeouts.sawEnd(state, Date.parse(state.dispatchedAt), Date.parse(state.updatedAt));
    this.#deps.work.debts.saw(state);
    const key = this.#deps.work.sawJob(state, sequence, traceparent);
    if (key && this.#begun) this.#pump.wake(key);
    // The queue that a job has left goes on without it.
    const { standsInFor: from } = state;
    if (from && this.#begun) this.#pump.wake(printerKey(state, from.printerId));
  }

  sawAgent(agent: AgentState): void {
    for (const key of this.#deps.work.sawAgent(agent)) if (this.#begun) this.#pump.wakeAfresh(key);
  }

  sawPrinter(printer: PrinterState): void {
    const key = this.#deps.work.sawPrinter(printer);
    if (this.#begun) this.#pump.wakeAfresh(key);
  }

  sawBranch(branch: BranchState): void {
    this.#deps.work.policies.saw(branch);
  }

  /** From a snapshot, before what the log tells since. */
  owes(jobs: readonly JobState[]): void {
    this.#deps.work.debts.restore(jobs);
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
      this.#outages.look();
      sweep(this.#deps, this.#timeouts)
        .then((printers) => printers.forEach((key) => this.#pump.wake(key)))
        .catch((error: unknown) => this.#deps.log.error({ err: error }, "the sweep failed"))
        .finally(() => this.#begun && this.#sweepSoon());
    });
  }
}

/** Turns what the log and the fleet tell into work for the pump. */
import {
  hasEnded,
  type AgentState,
  type BranchState,
  type JobState,
  type PrinterState,
} from "@printermaster/contracts";
import { Pump } from "./pump.ts";
import type { UnreadJob } from "../domain/unread-jobs.ts";
import { printerKey } from "../domain/printer-key.ts";
import { ReportTimeouts } from "../domain/report-timeouts.ts";
import { Outages } from "./outages.ts";
import type { SagaDeps } from "./ports.ts";
import { sweep } from "./sweep.ts";
import { LetterWriter } from "./write-letters.ts";

const SWEEP_MS = 1000;

export class Saga {
  readonly #deps: SagaDeps;
  readonly #pump: Pump;
  readonly #outages: Outages;
  /** Kept in snapshots, as other memories are: fed by `sawJob` alone, see `Memory`. */
  readonly timeouts = new ReportTimeouts();
  readonly #letters: LetterWriter;
  #begun = false;
  #sweeping: { readonly cancel: () => void } | undefined;

  constructor(deps: SagaDeps) {
    this.#deps = deps;
    this.#pump = new Pump(deps);
    this.#letters = new LetterWriter(deps);
    this.#outages = new Outages(deps, (key) => this.#pump.wake(key));
  }

  /** As the log's reader hands them over, each once and in order; `failedBy` if the event is a failure. */
  sawJob(
    state: JobState,
    sequence: number,
    traceparent: string | undefined,
    failedBy?: string,
  ): void {
    if (hasEnded(state.status) && state.dispatchedAt)
      this.timeouts.sawEnd(state, Date.parse(state.dispatchedAt), Date.parse(state.updatedAt));
    const { work, owed } = this.#deps;
    owed.sawJob(state);
    work.debts.saw(state);
    work.failures.saw(state, Date.parse(state.updatedAt), sequence, failedBy);
    work.failures.heard(sequence);
    const news = work.sawJob(state, sequence, traceparent) !== undefined;
    if (!this.#begun) return;
    // A failure is worth a look also if we wrote it ourselves.
    if (news || failedBy) this.#pump.wake(printerKey(state, state.printerId));
    // The queue that a job has left goes on without it.
    const { standsInFor: from } = state;
    if (from) this.#pump.wake(printerKey(state, from.printerId));
  }

  /** An open job of a snapshot, as the log knows it now: its last events may be told again. */
  resumedJob(state: JobState, sequence: number, traceparent: string | undefined): void {
    this.#deps.work.sawJob(state, sequence, traceparent);
  }

  sawUnreadable(job: UnreadJob): void {
    const key = this.#deps.work.sawUnreadable(job);
    if (key && this.#begun) this.#pump.wake(key);
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
    this.#letters.stop();
  }

  #sweepSoon(): void {
    this.#sweeping = this.#deps.after(SWEEP_MS, () => {
      this.#letters.look();
      this.#outages.look();
      sweep(this.#deps, this.timeouts)
        .then((printers) => printers.forEach((key) => this.#pump.wake(key)))
        .catch((error: unknown) => this.#deps.log.error({ err: error }, "the sweep failed"))
        .finally(() => this.#begun && this.#sweepSoon());
    });
  }
}

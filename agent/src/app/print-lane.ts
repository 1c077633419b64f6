/** One printer's work, in the order received. A blocked printer keeps it waiting, a failed one gives it back; other lanes never notice. */
import type { AgentJob, PrinterDescription } from "@printermaster/contracts";
import { backoff } from "@printermaster/runtime";
import { attemptOf, expiry } from "../domain/attempts.ts";
import { reasonOf } from "../domain/device-failure.ts";
import { stopsPrinting } from "../domain/status-bytes.ts";
import { Bell } from "./bell.ts";
import { deadlineOf } from "./deadline.ts";
import { SpoolFull, type Printer } from "./ports.ts";
import { ROOM_AGAIN_MS } from "./when-there-is-room.ts";
import { printJob, type LaneSide, type PrintNeeds } from "./print-job.ts";

export interface LaneNeeds extends PrintNeeds {
  readonly onPrinter: () => void;
  readonly patienceMs: number;
  readonly chance: () => number;
}

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 10_000;

export class PrintLane {
  readonly #printer: Printer;
  readonly #needs: LaneNeeds;
  readonly #side: LaneSide;
  readonly #work = new Bell();
  readonly #halt = new Bell();
  #halted = false;
  #state: PrinterDescription["state"] = "idle";
  #reasons: readonly string[] = [];
  #running: Promise<void> = Promise.resolve();
  /** A first look finds out what model it is. */
  #looked = false;
  /** How often it was looked for in vain since it last answered. */
  #looks = 0;

  constructor(printer: Printer, needs: LaneNeeds) {
    this.#printer = printer;
    this.#needs = needs;
    this.#side = {
      printing: () => this.#went("processing", []),
      stopped: (reasons) => this.#went("stopped", reasons),
      released: (reasons) => this.#went(reasons.some(stopsPrinting) ? "stopped" : "idle", reasons),
      patienceMs: needs.patienceMs,
      mayTryAgain: (job, tries, mostMs) => this.#mayTryAgain(job, tries, mostMs),
    };
  }

  get printerId(): string {
    return this.#printer.description.printerId;
  }

  describe(): PrinterDescription {
    return { ...this.#printer.description, state: this.#state, reasons: [...this.#reasons] };
  }

  start(): void {
    this.#running = this.#run();
  }

  wake(): void {
    this.#work.ring();
  }

  /** What is being printed is finished first. */
  async stop(): Promise<void> {
    this.#halted = true;
    this.#work.ring();
    this.#halt.ring();
    await this.#running;
  }

  async #run(): Promise<void> {
    while (!this.#halted) await this.#next().catch((error: unknown) => this.#noRoom(error));
  }

  async #next(): Promise<void> {
    this.#expireOverdue();
    const job = this.#needs.spool.nextFor(this.printerId);
    if (job) await printJob(job, this.#printer, this.#needs, this.#side);
    else if (this.#state === "stopped" || !this.#looked) await this.#lookAfter();
    else await this.#work.heard();
  }

  /** Nothing is begun that cannot be written down first. */
  async #noRoom(error: unknown): Promise<void> {
    if (!(error instanceof SpoolFull)) throw error;
    const { log } = this.#needs;
    log.error({ event: "spool-full", printerId: this.printerId }, "cannot print: the disk is full");
    await this.#halt.heard(ROOM_AGAIN_MS);
  }

  /** With no work for it, nobody else would notice that it is well again, or in what state it was found. */
  async #lookAfter(): Promise<void> {
    const { spool, chance } = this.#needs;
    const wait = backoff(this.#looks, FIRST_WAIT_MS, LONGEST_WAIT_MS, chance());
    if (this.#looked) await this.#work.heard(wait);
    if (this.#halted || spool.nextFor(this.printerId)) return;
    this.#looked = true;
    const condition = await this.#printer.look();
    this.#looks = condition.kind === "failed" ? this.#looks + 1 : 0;
    if (condition.kind === "failed") this.#went("stopped", [reasonOf[condition.trouble.kind]]);
    else this.#went(condition.kind === "stopped" ? "stopped" : "idle", condition.reasons);
  }

  async #mayTryAgain(job: AgentJob, tries: number, mostMs: number): Promise<boolean> {
    const { spool, now, chance } = this.#needs;
    const wait = backoff(tries, FIRST_WAIT_MS, LONGEST_WAIT_MS, chance());
    const left = deadlineOf(job) - now();
    await this.#halt.heard(Math.max(0, Math.min(wait, left, mostMs)));
    this.#expireOverdue();
    const state = attemptOf(spool.historyOf(job.jobId), job.attempt)?.state;
    return !this.#halted && state === "spooled";
  }

  #expireOverdue(): void {
    const { spool, now, log, onOutcome } = this.#needs;
    for (const late of spool.waitingPastDeadline(this.printerId, now())) {
      const { jobId, attempt, correlationId, traceparent } = late;
      spool.commit(jobId, [expiry(attempt, now())], traceparent);
      log.warn({ event: "expired", jobId, correlationId, attempt }, "its time was over");
      onOutcome();
    }
  }

  #went(state: PrinterDescription["state"], reasons: readonly string[]): void {
    const stops = (state === "stopped") !== (this.#state === "stopped");
    const news = stops || reasons.join() !== this.#reasons.join();
    const line = { event: "printer", printerId: this.printerId, state, reasons };
    if (news) this.#needs.log.warn(line, `the printer is ${state}`);
    this.#state = state;
    this.#reasons = reasons;
    if (news) this.#needs.onPrinter();
  }
}

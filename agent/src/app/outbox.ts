/** Tells the bridge each outcome, in the order they came about, until it is acknowledged; a restart changes nothing. */
import type { AgentReport } from "@printermaster/contracts";
import { activeTraceparent, backoff, inSpan, type Log } from "@printermaster/runtime";
import { verdictOn, type Verdict } from "../domain/report-verdict.ts";
import { Bell } from "./bell.ts";
import { SpoolFull, type Bridge, type SignReport, type Spool, type StoredReport } from "./ports.ts";
import { attributesOf } from "./span-attributes.ts";

export interface OutboxNeeds {
  readonly spool: Spool;
  readonly bridge: Pick<Bridge, "ready" | "report">;
  readonly sign: SignReport;
  readonly chance: () => number;
  readonly log: Log;
}

const FIRST_WAIT_MS = 300;
const LONGEST_WAIT_MS = 10_000;

export class Outbox {
  readonly #needs: OutboxNeeds;
  readonly #news = new Bell();
  readonly #atOnce = new Bell();
  #halted = false;
  #running: Promise<void> = Promise.resolve();

  constructor(needs: OutboxNeeds) {
    this.#needs = needs;
  }

  start(): void {
    this.#running = this.#run();
  }

  wake(): void {
    this.#news.ring();
  }

  /** There is a connection again: no reason to wait any longer. */
  connected(): void {
    this.#atOnce.ring();
    this.#news.ring();
  }

  /** Delivers what can be delivered at once; the rest stays on disk. */
  async stop(): Promise<void> {
    this.#halted = true;
    this.connected();
    await this.#running;
  }

  async #run(): Promise<void> {
    for (let tries = 0; ;) {
      const report = this.#needs.bridge.ready() ? this.#needs.spool.nextReport() : undefined;
      if (report) {
        const verdict = await this.#deliver(report, tries);
        const isSettled = verdict.kind !== "again" && this.#settles(report, verdict);
        tries = isSettled ? 0 : tries + 1;
      }
      if (this.#halted && (!report || tries > 0)) return;
      if (!report) await this.#news.heard();
      else if (tries > 0)
        await this.#atOnce.heard(
          backoff(tries - 1, FIRST_WAIT_MS, LONGEST_WAIT_MS, this.#needs.chance()),
        );
    }
  }

  #deliver(report: StoredReport, tries: number): Promise<Verdict> {
    const { jobId, attempt, outcome, traceparent: parent } = report;
    const attributes = { ...attributesOf(report), "print.outcome": outcome.result };
    return inSpan("agent.report", { kind: "CLIENT", parent, attributes }, async () => {
      const traceparent = activeTraceparent();
      const { spool, sign } = this.#needs;
      const signed = sign({ jobId, attempt, outcome });
      const told = { jobId, attempt, outcome, counter: spool.counter(), signed };
      const sent: AgentReport = { ...told, ...(traceparent && { traceparent }) };
      return verdictOn(await this.#needs.bridge.report(sent), tries);
    }).catch((error: unknown): Verdict => {
      this.#needs.log.warn({ event: "report-unanswered", jobId, attempt, err: error }, "no answer");
      return { kind: "again" };
    });
  }

  /** On a full disk it is told once more later, which changes nothing. */
  #settles(report: StoredReport, verdict: Verdict): boolean {
    try {
      this.#settle(report, verdict);
      return true;
    } catch (error) {
      if (!(error instanceof SpoolFull)) throw error;
      this.#needs.log.error({ event: "spool-full" }, "an answer waits for room on the disk");
      return false;
    }
  }

  #settle({ jobId, attempt, correlationId }: StoredReport, verdict: Verdict): void {
    const { spool, log } = this.#needs;
    const line = { jobId, attempt, correlationId };
    if (verdict.kind === "recorded") {
      spool.reportAcknowledged(jobId, attempt);
      log.info({ event: "reported", ...line, changed: verdict.changed }, "the outcome is recorded");
    } else if (verdict.kind === "dead") {
      spool.reportDied(jobId, attempt, verdict.code);
      log.error({ event: "dead-letter", ...line, code: verdict.code }, "the outcome was refused");
    }
  }
}

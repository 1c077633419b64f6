/** How long an outcome may take before somebody asks: learned per printer and class, late ones included. */
import { printerKey } from "./printer-key.ts";
import type { JobState } from "@printermaster/contracts";

const SAMPLES = 100;
const ENOUGH = 20;
const UNKNOWN_MS = 30_000;
const SLACK_MS = 5000;
const LEAST_MS = 5000;
const MOST_MS = 300_000;
const MOST_DOUBLINGS = 3;
/** A snapshot is one value of less than 1 MB, with other things in it: about 250 KB before it is packed. */
const KEPT_KEYS = 2000;

/** Those that were used last, last. */
export interface KeptTimes {
  readonly samples: [key: string, ms: number[]][];
  readonly lastEnds: [printer: string, at: number][];
}

export class ReportTimeouts {
  readonly #samples = new Map<string, number[]>();
  /** When each printer ended its last job: a job that queued behind another did not take that long itself. */
  readonly #lastEnd = new Map<string, number>();

  /** Of a job that has an outcome. */
  sawEnd(job: JobState, dispatchedAt: number, endedAt: number): void {
    const printer = printerKey(job, job.printerId);
    const begunAt = this.begunAt(job, dispatchedAt);
    this.#lastEnd.delete(printer);
    this.#lastEnd.set(printer, endedAt);
    if (job.status === "completed" && endedAt >= begunAt) this.#add(keyOf(job), endedAt - begunAt);
  }

  /** When the printer could turn to this job. */
  begunAt(job: JobState, dispatchedAt: number): number {
    return Math.max(dispatchedAt, this.#lastEnd.get(printerKey(job, job.printerId)) ?? 0);
  }

  /** `asked`: how often it was asked about this job already; each time it is given twice as long. */
  limitMs(job: JobState, asked: number): number {
    const samples = this.#samples.get(keyOf(job)) ?? [];
    const learned =
      samples.length < ENOUGH
        ? UNKNOWN_MS
        : Math.min(MOST_MS, Math.max(LEAST_MS, percentile95(samples) + SLACK_MS));
    return Math.min(MOST_MS, learned * 2 ** Math.min(asked, MOST_DOUBLINGS));
  }

  /** Enough of the newest to go on with what was learned. */
  kept(): KeptTimes {
    const samples = [...this.#samples].slice(-KEPT_KEYS);
    return {
      samples: samples.map(([key, all]) => [key, all.slice(-ENOUGH).map(Math.round)]),
      lastEnds: [...this.#lastEnd].slice(-KEPT_KEYS),
    };
  }

  restore({ samples, lastEnds }: KeptTimes): void {
    for (const [key, all] of samples) this.#samples.set(key, [...all]);
    for (const [printer, at] of lastEnds) this.#lastEnd.set(printer, at);
  }

  #add(key: string, ms: number): void {
    const samples = this.#samples.get(key) ?? [];
    samples.push(ms);
    if (samples.length > SAMPLES) samples.shift();
    this.#samples.delete(key);
    this.#samples.set(key, samples);
  }
}

const keyOf = (job: JobState) => `${printerKey(job, job.printerId)}.${job.class}`;

/** Nearest rank. */
function percentile95(samples: readonly number[]): number {
  const sorted = samples.toSorted((a, b) => a - b);
  return sorted[Math.ceil(sorted.length * 0.95) - 1] ?? 0;
}

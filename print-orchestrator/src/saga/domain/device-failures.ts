/**
 * How often each printer's device has failed in a row, as its agents reported. Jobs that were given back, expired or could
 * not be printed say nothing of the device, nor does silence. Each event counts once, in whatever order it is told.
 */
import { isDeviceFailure, type JobState } from "@printermaster/contracts";
import { printerKey, type PrinterKey } from "./printer-key.ts";

/** As many as open a breaker: more would change nothing. */
export const MOST_COUNTED = 5;

export interface Failure {
  readonly sequence: number;
  readonly at: number;
  readonly jobId: string;
  readonly attempt: number;
}

export interface Outcomes {
  /** Where in the log it last completed a job; of printers that have failed before. */
  readonly completed: number;
  /** Since then, oldest first. */
  readonly failures: readonly Failure[];
}

/** Plain, for the saga's snapshot. */
export interface KeptFailures {
  readonly position: number;
  readonly printers: Readonly<Record<PrinterKey, Outcomes>>;
}

const NONE: Outcomes = { completed: 0, failures: [] };

export class DeviceFailures {
  #position = 0;
  #printers = new Map<PrinterKey, Outcomes>();

  /** How far the log has told. */
  get position(): number {
    return this.#position;
  }

  of(key: PrinterKey): Outcomes {
    return this.#printers.get(key) ?? NONE;
  }

  /** An event of the log, or our own before the log tells of it; `failedBy` if it is a failure. */
  saw(job: JobState, at: number, sequence: number, failedBy: string | undefined): void {
    const key = printerKey(job, job.printerId);
    const { completed, failures } = this.of(key);
    if (job.status === "completed" && this.#printers.has(key)) {
      const later = failures.filter((failure) => failure.sequence > sequence);
      this.#printers.set(key, { completed: Math.max(completed, sequence), failures: later });
    }
    if (!failedBy || !isDeviceFailure(failedBy) || sequence <= completed) return;
    if (failures.some((failure) => failure.sequence === sequence)) return;
    const { jobId, attempt } = job;
    const all = [...failures, { sequence, at, jobId, attempt }];
    all.sort((one, other) => one.sequence - other.sequence);
    this.#printers.set(key, { completed, failures: all.slice(-MOST_COUNTED) });
  }

  /** The log has told everything up to here. */
  heard(sequence: number): void {
    this.#position = Math.max(this.#position, sequence);
  }

  kept(): KeptFailures {
    return { position: this.#position, printers: Object.fromEntries(this.#printers) };
  }

  restore({ position, printers }: KeptFailures): void {
    this.heard(position);
    this.#printers = new Map(Object.entries(printers));
  }
}

const REST_FIRST_MS = 2000;

/** Until when a device that has failed is left alone: doubling, and the same for whoever reckons it. */
export function restsUntil({ failures }: Outcomes): number {
  const last = failures.at(-1);
  if (!last) return 0;
  const jitter = (Math.imul(last.sequence, 0x9e37_79b1) >>> 0) / 2 ** 32;
  return last.at + REST_FIRST_MS * 2 ** (failures.length - 1) * (1 + jitter / 4);
}

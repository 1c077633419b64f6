/** How long a printer's jobs took from being submitted to being printed: learned per class, from what this gateway told. */
import { msOf, type Job, type PrintProgress } from "@printermaster/contracts";

/** Of the newest jobs: an old morning says little of this evening. */
const SAMPLES = 21;
const ENOUGH = 5;
/** Those that were used last stay. */
const MOST_KEYS = 2000;

export class Durations {
  /** By printer and class, and by job: what is read from the log was perhaps told live before. */
  readonly #samples = new Map<string, ReadonlyMap<string, number>>();

  /** With what is left of it, where it is under way and enough is known; it is of the time `at`, as all of it. */
  estimated(progress: PrintProgress): PrintProgress {
    const { job, at, step } = progress;
    if (!job) return progress;
    const tookMs = msOf(at) - msOf(job.submittedAt);
    if (step === "completed") this.#learn(job, tookMs);
    if (step !== "submitted" && step !== "dispatched") return progress;
    const estimatedSecondsLeft = this.#secondsLeft(job, tookMs);
    return estimatedSecondsLeft === undefined ? progress : { ...progress, estimatedSecondsLeft };
  }

  /** Nothing once it takes longer than usual: nobody knows any more. */
  #secondsLeft(job: Job, passedMs: number): number | undefined {
    const samples = [...(this.#samples.get(keyOf(job))?.values() ?? [])];
    const leftMs = samples.length < ENOUGH ? 0 : median(samples) - passedMs;
    return leftMs > 0 ? Math.ceil(leftMs / 1000) : undefined;
  }

  #learn(job: Job, tookMs: number): void {
    const key = keyOf(job);
    const known = [...(this.#samples.get(key) ?? [])].filter(([jobId]) => jobId !== job.jobId);
    this.#samples.delete(key);
    this.#samples.set(key, new Map([...known, [job.jobId, tookMs] as const].slice(-SAMPLES)));
    const [oldest] = this.#samples.keys();
    if (this.#samples.size > MOST_KEYS && oldest) this.#samples.delete(oldest);
  }
}

const keyOf = ({ company, branch, printerId, class: jobClass }: Job): string =>
  [company, branch, printerId, jobClass].join(".");

function median(samples: readonly number[]): number {
  const sorted = samples.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

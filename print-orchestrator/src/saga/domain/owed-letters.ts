/** Jobs that ended as dead letters and whose letter may not be written yet: they are open work no more. */
import type { JobState } from "@printermaster/contracts";

export interface OwedLetter {
  readonly company: string;
  readonly branch: string;
  readonly jobId: string;
}

export class OwedLetters {
  readonly #owed = new Map<string, OwedLetter>();

  sawJob(job: JobState): void {
    if (job.deadLetter === "waiting") this.#owe(job);
    else if (job.deadLetter === "discarded") this.written(job);
  }

  written(letter: OwedLetter): void {
    this.#owed.delete(keyOf(letter));
  }

  /** Those that a snapshot keeps: its position is beyond the events that told of them. */
  kept(): readonly OwedLetter[] {
    return [...this.#owed.values()];
  }

  restore(kept: readonly OwedLetter[]): void {
    for (const letter of kept) this.#owe(letter);
  }

  #owe({ company, branch, jobId }: OwedLetter): void {
    const letter = { company, branch, jobId };
    this.#owed.set(keyOf(letter), letter);
  }
}

const keyOf = ({ company, branch, jobId }: OwedLetter) => `${company}.${branch}.${jobId}`;

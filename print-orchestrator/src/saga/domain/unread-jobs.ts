/** Jobs whose last event cannot be read. Nothing is done about them but ending them, where that is ours to do. */

export interface JobName {
  readonly company: string;
  readonly branch: string;
  readonly jobId: string;
}

export interface UnreadJob extends JobName {
  readonly sequence: number;
  /** What a newer version of this program has written is left to that. */
  readonly why: "poisoned" | "newer";
}

export const jobKey = ({ company, jobId }: Omit<JobName, "branch">) => `${company}.${jobId}`;
export const nameOf = ({ company, branch, jobId }: JobName): JobName => ({
  company,
  branch,
  jobId,
});

export class UnreadJobs {
  readonly #jobs = new Map<string, UnreadJob>();

  add(job: UnreadJob): void {
    this.#jobs.set(jobKey(job), job);
  }

  /** By an event at this place, or by what was found there. */
  sawReadable(job: Omit<JobName, "branch">, sequence: number): void {
    const unread = this.#jobs.get(jobKey(job));
    if (unread && unread.sequence <= sequence) this.#jobs.delete(jobKey(job));
  }

  has(key: string): boolean {
    return this.#jobs.has(key);
  }

  all(): Iterable<UnreadJob> {
    return this.#jobs.values();
  }
}

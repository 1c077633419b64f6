/**
 * What is owed because of jobs that have ended: a marked copy of an unknown result, and a slip that lists what was
 * dropped. A fold of the log, so that a crash between the end of one job and the beginning of the other forgets nothing.
 */
import { defaultDeadlineSeconds, msOf, type JobState } from "@printermaster/contracts";
import { isLasting } from "../../jobs/domain/job-classes.ts";
import type { BranchPolicies } from "./branch-policies.ts";

export class Debts {
  /** By the job's own name: results nobody knows, and drops whose slip is not known to list them. */
  readonly #unknown = new Map<string, JobState>();
  readonly #unlisted = new Map<string, JobState>();
  /** Slips that are being gathered right now. */
  readonly #gathering = new Set<string>();

  saw(job: JobState): void {
    const { copyOf, lists = [], listedOn } = job;
    if (isUnknown(job) && mayBeCopied(job)) this.#unknown.set(keyOf(job), job);
    else this.#unknown.delete(keyOf(job));
    if (copyOf) this.#unknown.delete(keyOf(job, copyOf));
    if (listedOn) this.#unlisted.set(keyOf(job), job);
    for (const jobId of lists) this.#unlisted.delete(keyOf(job, jobId));
  }

  /** Of results that became unknown under the rules of now; one whose time is over helps nobody. */
  copies(policies: BranchPolicies, nowMs: number): readonly JobState[] {
    for (const [key, job] of this.#unknown)
      if (ageMs(job, nowMs) > defaultDeadlineSeconds[job.class] * 1000) this.#unknown.delete(key);
    return [...this.#unknown.values()].filter(
      (job) => policies.of(job).unknown === "reprint" && msOf(job.updatedAt) >= policies.since(job),
    );
  }

  /** The dropped jobs of each slip, in the order of their drops. */
  slips(): ReadonlyMap<string, readonly JobState[]> {
    const all = Map.groupBy(this.#unlisted.values(), ({ listedOn }) => listedOn ?? "");
    for (const slipId of this.#gathering) all.delete(slipId);
    return all;
  }

  /** Until `work` is done its slip is owed to nobody. */
  async gather(slipId: string, work: () => Promise<void>): Promise<void> {
    this.#gathering.add(slipId);
    try {
      await work();
    } finally {
      this.#gathering.delete(slipId);
    }
  }

  /** It is paid, or can never be. */
  forgive(job: JobState): void {
    this.#unknown.delete(keyOf(job));
  }

  /** For a snapshot: what lies before its position and is still owed. */
  kept(policies: BranchPolicies, nowMs: number): readonly JobState[] {
    return [...this.copies(policies, nowMs), ...this.#unlisted.values()];
  }

  restore(jobs: readonly JobState[]): void {
    for (const job of jobs) this.saw(job);
  }
}

/** A copy whose result is unknown as well is for people to look at: else a broken printer would copy for ever. */
export const mayBeCopied = (job: JobState): boolean => isLasting(job.class) && !job.copyOf;

const isUnknown = (job: JobState): boolean => job.reason === "print-result-unknown";
const ageMs = ({ updatedAt }: JobState, nowMs: number) => nowMs - msOf(updatedAt);
const keyOf = ({ company, jobId }: JobState, id = jobId) => `${company}.${id}`;

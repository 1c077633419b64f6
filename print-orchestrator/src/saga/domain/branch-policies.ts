/** The rules of every branch, as the fleet's log tells them. */
import {
  msOf,
  policyOf,
  type BranchState,
  type ClassPolicy,
  type JobState,
} from "@printermaster/contracts";

export class BranchPolicies {
  readonly #branches = new Map<string, BranchState>();

  saw(state: BranchState): void {
    this.#branches.set(keyOf(state), state);
  }

  of(job: JobState): ClassPolicy {
    return policyOf(this.#branches.get(keyOf(job)), job.class);
  }

  /** Since when these rules hold; 0 where nobody ever set any. */
  since(job: JobState): number {
    const state = this.#branches.get(keyOf(job));
    return state ? msOf(state.setAt) : 0;
  }
}

const keyOf = ({ company, branch }: { readonly company: string; readonly branch: string }) =>
  `${company}.${branch}`;

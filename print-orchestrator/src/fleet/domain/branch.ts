/** What a branch wants where there is more than one right way. */
import type { BranchState, Decider, Decision, FleetEventType } from "@printermaster/contracts";

export type Branch = BranchState | undefined;

export interface SetPolicy {
  readonly type: "SetPolicy";
  readonly at: string;
  readonly company: string;
  readonly branch: string;
  readonly policies: BranchState["policies"];
}

export interface BranchEvent {
  readonly type: FleetEventType;
  readonly at: string;
  readonly data: object;
  readonly state: BranchState;
}

/** Its events carry the whole state, so that there is nothing to fold. */
export const branch: Decider<Branch, SetPolicy, BranchEvent> = {
  initial: undefined,
  decide,
  evolve: (_, event) => event.state,
};

function decide(state: Branch, command: SetPolicy): Decision<BranchEvent> {
  const { at, company, branch, policies } = command;
  if (state && told(state.policies) === told(policies)) return { events: [] };
  const now = { company, branch, policies, setAt: at };
  return { events: [{ type: "BranchPolicySet", at, data: {}, state: now }] };
}

/** The same rules, in whatever order they were sent. */
const told = (policies: BranchState["policies"]): string =>
  JSON.stringify(Object.entries(policies).toSorted(([a], [b]) => (a < b ? -1 : 1)));

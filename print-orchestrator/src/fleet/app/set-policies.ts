/** What people set for their printers and branches. */
import {
  accepted,
  refused,
  type Answer,
  type BranchState,
  type PrinterState,
  type SetBackup,
  type SetBranchPolicy,
} from "@printermaster/contracts";
import { branch as branchDecider } from "../domain/branch.ts";
import { decidePrinter } from "./decide-printer.ts";
import type { FleetDeps } from "./ports.ts";

const TRIES = 8;

/** Another printer of the same branch. Whether it can print shows when it is needed. */
export async function setBackup(
  deps: FleetDeps,
  company: string,
  branch: string,
  { printerId, backup }: SetBackup,
): Promise<Answer<{ printer: PrinterState }>> {
  if (backup && !(await deps.fleet.printer(company, branch, backup.printerId)).state)
    return refused("unknown-printer", { field: "backup.printerId" });
  const decided = await decidePrinter(
    deps,
    { company, branch, printerId },
    { type: "SetBackup", at: deps.now(), backup: backup ?? undefined },
  );
  if (!decided.ok) return decided;
  const { printer } = decided.value;
  return printer ? accepted({ printer }) : refused("unknown-printer");
}

export async function setBranchPolicy(
  { fleet, now }: FleetDeps,
  company: string,
  branch: string,
  { policies }: SetBranchPolicy,
): Promise<Answer<{ branch: BranchState }>> {
  for (let tries = 0; tries < TRIES; tries++) {
    const known = await fleet.branch(company, branch);
    const command = { type: "SetPolicy", at: now(), company, branch, policies } as const;
    const decision = branchDecider.decide(known.state, command);
    if ("refused" in decision) return refused(decision.refused);
    const state = decision.events[0]?.state ?? known.state;
    if (!state) throw new Error("no rule is a rule as well");
    const [event] = decision.events;
    if (!event || (await fleet.appendBranch(event, known.sequence)))
      return accepted({ branch: state });
  }
  return refused("storage-unavailable");
}

import {
  accepted,
  JobClass,
  policyOf,
  refused,
  type Answer,
  type BranchPolicies,
  type BranchState,
  type CorrelationId,
  type EveryPolicy,
  type Id,
} from "@printermaster/contracts";
import { permitted } from "../../accounts/domain/permissions.ts";
import { mayUse, type Caller } from "../../domain/principal.ts";
import type { BranchReader, FleetCommands } from "./ports.ts";

export async function readPolicies(
  { printers }: { readonly printers: BranchReader },
  caller: Caller,
  branch: Id,
): Promise<Answer<EveryPolicy>> {
  if (!mayUse(caller, branch)) return refused("unknown-branch");
  return accepted(everyPolicy(await printers.branch(caller.company, branch)));
}

export async function setPolicies(
  { commands }: { readonly commands: FleetCommands },
  caller: Caller,
  branch: Id,
  { policies }: BranchPolicies,
  correlationId: CorrelationId,
): Promise<Answer<EveryPolicy>> {
  const allowed = permitted(caller, "manage-printing");
  if (!allowed.ok) return allowed;
  if (!mayUse(caller, branch)) return refused("unknown-branch");
  const address = { company: caller.company, branch, correlationId };
  const answer = await commands.setPolicy(address, { policies });
  return answer.ok ? accepted(everyPolicy(answer.value.branch)) : answer;
}

const everyPolicy = (branch: BranchState | undefined): EveryPolicy => ({
  policies: Object.fromEntries(
    JobClass.options.map((jobClass) => [jobClass, policyOf(branch, jobClass)]),
  ) as EveryPolicy["policies"],
});

import { accepted, type RegisterAgent, type UnregisterAgent } from "@printermaster/contracts";
import type { AgentCommand } from "../domain/agent.ts";
import { decideAgent } from "./decide-agent.ts";
import type { FleetDeps, Registration } from "./ports.ts";
import { spentWork } from "./spent-work.ts";
import { takeHelloPrinters } from "./take-printers.ts";

/** An agent's hello: its session is claimed, then its printers are as it says. */
export async function registerAgent(
  deps: FleetDeps,
  company: string,
  branch: string,
  hello: RegisterAgent,
): Promise<Registration> {
  const at = deps.now();
  // What is over stays over, so it may be looked up before the claim: a failure leaves no half a hello.
  const drop = await spentWork(deps.jobs, { company, branch }, hello.openWork);
  const owner = { company, branch, agentId: hello.agentId };
  const claim: AgentCommand = { type: "ClaimSession", at, company, branch, hello };
  const claimed = await decideAgent(deps, owner, claim);
  if (!claimed.ok) return claimed;
  const account = { session: hello.session, number: 0, printers: hello.printers };
  const taken = await takeHelloPrinters(deps, owner, account, claimed.value);
  if (!taken.ok) return taken;
  return accepted({ session: hello.session, serverTime: at, drop });
}

export function unregisterAgent(
  deps: FleetDeps,
  company: string,
  branch: string,
  { agentId, session }: UnregisterAgent,
) {
  const command: AgentCommand = { type: "ReleaseSession", at: deps.now(), session };
  return decideAgent(deps, { company, branch, agentId }, command);
}

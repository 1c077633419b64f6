import {
  accepted,
  refused,
  type RegisterAgent,
  type UnregisterAgent,
} from "@printermaster/contracts";
import { agent, type AgentCommand } from "../domain/agent.ts";
import { decidePrinter } from "./decide-printer.ts";
import { spentWork } from "./spent-work.ts";
import type { FleetDeps, Registration } from "./ports.ts";

const TRIES = 8;

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
  const claimed = await decideAgent(deps, company, branch, hello.agentId, {
    type: "ClaimSession",
    at,
    company,
    branch,
    hello,
  });
  if (!claimed.ok) return claimed;
  const owner = { company, branch, agentId: hello.agentId };
  await Promise.all(
    hello.printers.map((description) =>
      decidePrinter(
        deps,
        { ...owner, printerId: description.printerId },
        { type: "DescribePrinter", at, ...owner, description },
      ),
    ),
  );
  return accepted({ session: hello.session, serverTime: at, drop });
}

export function unregisterAgent(
  deps: FleetDeps,
  company: string,
  branch: string,
  { agentId, session }: UnregisterAgent,
) {
  const command: AgentCommand = { type: "ReleaseSession", at: deps.now(), session };
  return decideAgent(deps, company, branch, agentId, command);
}

export async function decideAgent(
  { fleet }: Pick<FleetDeps, "fleet">,
  company: string,
  branch: string,
  agentId: string,
  command: AgentCommand,
) {
  for (let tries = 0; tries < TRIES; tries++) {
    const known = await fleet.agent(company, branch, agentId);
    const decision = agent.decide(known.state, command);
    if ("refused" in decision) return refused(decision.refused);
    const [event] = decision.events;
    const state = event && agent.evolve(known.state, event);
    if (!event || !state) return accepted({});
    if (await fleet.appendAgent({ ...event, state }, known.sequence)) return accepted({});
  }
  return refused("storage-unavailable");
}

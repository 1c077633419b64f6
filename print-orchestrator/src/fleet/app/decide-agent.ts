/** Load, decide, append on an agent's own subject; whoever was first makes us decide again. */
import { accepted, refused, type AgentState, type Answer } from "@printermaster/contracts";
import { agent, type AgentCommand } from "../domain/agent.ts";
import type { FleetDeps } from "./ports.ts";

const TRIES = 8;

export interface AgentAddress {
  readonly company: string;
  readonly branch: string;
  readonly agentId: string;
}

/** `undefined` while nobody knows it. */
export interface DecidedAgent {
  readonly before: AgentState | undefined;
  readonly after: AgentState | undefined;
}

export async function decideAgent(
  { fleet }: Pick<FleetDeps, "fleet">,
  { company, branch, agentId }: AgentAddress,
  command: AgentCommand,
): Promise<Answer<DecidedAgent>> {
  for (let tries = 0; tries < TRIES; tries++) {
    const known = await fleet.agent(company, branch, agentId);
    const decision = agent.decide(known.state, command);
    if ("refused" in decision) return refused(decision.refused);
    const [event] = decision.events;
    const state = event && agent.evolve(known.state, event);
    if (!event || !state) return accepted({ before: known.state, after: known.state });
    if (await fleet.appendAgent({ ...event, state }, known.sequence))
      return accepted({ before: known.state, after: state });
  }
  return refused("storage-unavailable");
}

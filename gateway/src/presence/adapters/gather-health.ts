/** Each gateway knows its own agents: whoever is asked about them asks all, and waits for those that answer soon. */
import { AgentHealthList, ListAgentHealth, subjects, type Id } from "@printermaster/contracts";
import type { NatsConnection } from "@nats-io/transport-node";
import { jsonOf } from "../../adapters/json-of.ts";
import type { ConnectedAgents } from "../app/connected-agents.ts";
import type { AgentHealthReader } from "../app/desktop-health.ts";

const ANSWERED_WITHIN_MS = 500;
/** After each answer; all gateways are asked at the same moment. */
const NEXT_WITHIN_MS = 120;

export function tellAgentHealth(nats: NatsConnection, agents: ConnectedAgents): void {
  nats.subscribe(subjects.allAgentHealth, {
    callback: (error, message) => {
      const question = error ? undefined : ListAgentHealth.safeParse(jsonOf(message)).data;
      const company = message.subject.split(".").at(-1);
      if (!question || !company) return;
      message.respond(JSON.stringify({ agents: agents.healthOf(company, question.branches) }));
    },
  });
}

export function gatherAgentHealth(nats: NatsConnection): AgentHealthReader {
  return {
    async agentHealth(company: Id, branches: readonly Id[]) {
      const told: AgentHealthList["agents"] = [];
      const answers = await nats.requestMany(
        subjects.agentHealth(company),
        JSON.stringify({ branches }),
        { strategy: "stall", maxWait: ANSWERED_WITHIN_MS, stall: NEXT_WITHIN_MS },
      );
      for await (const answer of answers) {
        const list = AgentHealthList.safeParse(jsonOf(answer));
        if (list.success) told.push(...list.data.agents);
      }
      return told;
    },
  };
}

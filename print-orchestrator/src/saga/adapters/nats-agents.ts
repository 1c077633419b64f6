import {
  RequestError,
  TimeoutError,
  headers as natsHeaders,
  type Msg,
  type NatsConnection,
} from "@nats-io/transport-node";
import {
  agentAnswers,
  headers,
  subjects,
  type AgentState,
  type AgentVerb,
} from "@printermaster/contracts";
import { activeTraceparent, inSpan } from "@printermaster/runtime";
import type { Agents, Offered } from "../app/ports.ts";

/** An agent acknowledges after one commit to its disk; the rest is for slow links. */
const TIMEOUT_MS = 4000;

/** Whichever gateway holds the agent's session answers; the others stay silent. */
export function natsAgents(connection: NatsConnection): Agents {
  const ask = async (agent: AgentState, verb: AgentVerb, body: unknown) => {
    const all = natsHeaders();
    const traceparent = activeTraceparent();
    if (traceparent) all.set(headers.traceparent, traceparent);
    const subject = subjects.agent(agent.company, agent.branch, agent.agentId, verb);
    const options = { timeout: TIMEOUT_MS, headers: all };
    return await connection.request(subject, JSON.stringify(body), options);
  };

  return {
    offer: (agent, job) =>
      inSpan(
        "request agent.job",
        { kind: "CLIENT", attributes: { "print.agent.id": agent.agentId } },
        async (span) => {
          const offered = await orUnanswered(async () => offeredOf(await ask(agent, "job", job)));
          span.setAttribute("print.offered", offered.kind);
          return offered;
        },
      ),

    reachable: async (agent, jobId) => {
      const query = { session: agent.session, jobId };
      const answer = await orUnanswered(async () => (await ask(agent, "query", query)) && TAKEN);
      return answer.kind !== "nobody";
    },
  };
}

const TAKEN: Offered = { kind: "taken" };

function offeredOf(message: Msg): Offered {
  const answer = agentAnswers.job.parse(message.json());
  return answer.ok ? TAKEN : { kind: "refused", code: answer.error.code };
}

async function orUnanswered(ask: () => Promise<Offered>): Promise<Offered> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof RequestError && error.isNoResponders()) return { kind: "nobody" };
    if (error instanceof RequestError || error instanceof TimeoutError) return { kind: "silence" };
    throw error;
  }
}

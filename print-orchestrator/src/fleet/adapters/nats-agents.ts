import {
  headers as natsHeaders,
  RequestError,
  TimeoutError,
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
import type { Agents, Offered } from "../app/agents.ts";

/** An agent acknowledges after one commit to its disk; its bridge waits two seconds for that. */
const TIMEOUT_MS = 2500;

/** Whichever gateway holds the agent's session answers; the others stay silent. */
export function natsAgents(connection: NatsConnection): Agents {
  const ask = (agent: AgentState, verb: AgentVerb, body: object): Promise<Reply> =>
    inSpan(
      `request agent.${verb}`,
      { kind: "CLIENT", attributes: { "print.agent.id": agent.agentId } },
      async (span) => {
        const reply = await request(connection, agent, verb, body);
        span.setAttribute("print.agent.reply", typeof reply === "string" ? reply : "answered");
        return reply;
      },
    );

  return {
    offer: async (agent, job) => offeredOf(await ask(agent, "job", job)),
    reachable: async (agent, jobId) => {
      const { session } = agent;
      return (await ask(agent, "query", { session, jobId })) !== "nobody";
    },
    query: async (agent, jobId) => {
      const reply = await ask(agent, "query", { session: agent.session, jobId });
      const answer = typeof reply === "string" ? undefined : agentAnswers.query.parse(reply.json());
      return answer?.ok ? answer.value : undefined;
    },
    revoke: async (agent, jobId, attempt) => {
      const reply = await ask(agent, "revoke", { session: agent.session, jobId, attempt });
      const answer =
        typeof reply === "string" ? undefined : agentAnswers.revoke.parse(reply.json());
      return answer?.ok ? answer.value : undefined;
    },
  };
}

type Reply = Msg | "nobody" | "silence";

async function request(
  connection: NatsConnection,
  { company, branch, agentId }: AgentState,
  verb: AgentVerb,
  body: object,
): Promise<Reply> {
  const all = natsHeaders();
  const traceparent = activeTraceparent();
  if (traceparent) all.set(headers.traceparent, traceparent);
  const subject = subjects.agent(company, branch, agentId, verb);
  const options = { timeout: TIMEOUT_MS, headers: all };
  try {
    return await connection.request(subject, JSON.stringify(body), options);
  } catch (error) {
    if (error instanceof RequestError && error.isNoResponders()) return "nobody";
    if (error instanceof RequestError || error instanceof TimeoutError) return "silence";
    throw error;
  }
}

function offeredOf(reply: Reply): Offered {
  if (typeof reply === "string") return { kind: reply };
  const answer = agentAnswers.job.parse(reply.json());
  if (!answer.ok) return { kind: "refused", code: answer.error.code };
  return { kind: "taken", counter: answer.value.counter };
}

/** One request of an orchestrator on its way to the agent and back. */
import {
  agentAnswers,
  AgentJob,
  AgentQuery,
  AgentRevoke,
  parsed,
  refused,
  type AgentVerb,
  type Answer,
} from "@printermaster/contracts";
import { activeTraceparent, inSpan, type Log } from "@printermaster/runtime";
import type { AgentPrincipal } from "../../domain/principal.ts";
import type { AgentRequest, AgentSocket } from "./ports.ts";

const requestSchemas = { job: AgentJob, query: AgentQuery, revoke: AgentRevoke } as const;

const isAgentVerb = (verb: string): verb is AgentVerb => Object.hasOwn(requestSchemas, verb);

export async function deliverRequest(
  log: Log,
  agent: AgentPrincipal,
  socket: AgentSocket,
  { verb, body, traceparent }: AgentRequest,
): Promise<Answer<unknown> | undefined> {
  if (!isAgentVerb(verb)) return refused("unknown-verb");
  const request = parsed<AgentJob | AgentQuery>(requestSchemas[verb], body);
  if (!request.ok) return request;
  const attributes = { "print.job.id": request.value.jobId, "print.agent.id": agent.agentId };
  return await inSpan(
    `deliver agent.${verb}`,
    { kind: "CLIENT", parent: traceparent, attributes },
    async (span) => {
      const forward =
        verb === "job" ? { ...request.value, traceparent: activeTraceparent() } : request.value;
      const said = await socket.ask(verb, forward);
      const answer = agentAnswers[verb].safeParse(said);
      span.setAttribute("print.agent.answered", answer.success);
      if (answer.success) return answer.data;
      // Whatever it was, the agent may have the job: only silence leads the requester to ask again.
      const about = { ...attributes, verb, agent: agent.agentId, silent: said === undefined };
      log.warn({ event: "agent-answer", ...about }, "the agent gave no usable answer");
      return undefined;
    },
  );
}

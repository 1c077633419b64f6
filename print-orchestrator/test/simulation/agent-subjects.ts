/** The agents' subjects: only the gateway that holds the session answers; all others stay silent. */
import {
  refusal,
  type AgentJob,
  type AgentState,
  type Answer,
  type ErrorCode,
  type JobKnown,
  type JobTaken,
  type RevokeResult,
} from "@printermaster/contracts";
import type { Agents, Offered } from "../../src/saga/app/ports.ts";
import type { Memory } from "./old-disks.ts";
import type { Process } from "./process.ts";
import type { World } from "./world.ts";

const REQUEST_MS = 4000;

export type AgentRequest =
  | { readonly verb: "job"; readonly job: AgentJob }
  | { readonly verb: "query"; readonly jobId: string }
  | { readonly verb: "revoke"; readonly jobId: string; readonly attempt: number };

export type AgentAnswer = Answer<JobTaken | JobKnown | RevokeResult>;

export interface Ears {
  readonly session: string;
  readonly hear: (request: AgentRequest, reply: (answer: AgentAnswer) => void) => void;
}

export class AgentSubjects {
  readonly #world: World;
  readonly #ears = new Map<string, Set<Ears>>();

  constructor(world: World) {
    this.#world = world;
  }

  listen(agentId: string, ears: Ears): () => void {
    const all = this.#ears.get(agentId) ?? new Set();
    this.#ears.set(agentId, all.add(ears));
    return () => all.delete(ears);
  }

  /** For one reign: what it hears is forgotten with it. */
  agentsFor(process: Process): Agents {
    const memory: Memory = { answers: [] };
    const ask = (agent: AgentState, request: AgentRequest) => this.#ask(process, agent, request);
    const askToAct = async (agent: AgentState, request: AgentRequest) => {
      this.#watch(agent, request, memory);
      const answer = await ask(agent, request);
      const { counter } = (valueOf(answer) ?? {}) as { counter?: number };
      const at = this.#world.scheduler.now;
      if (counter !== undefined) memory.answers.push({ agent, counter, at });
      return answer;
    };
    return {
      offer: async (agent, job) => offeredOf(await askToAct(agent, { verb: "job", job })),
      reachable: async (agent, jobId) => (await ask(agent, { verb: "query", jobId })) !== "nobody",
      query: async (agent, jobId) =>
        valueOf(await ask(agent, { verb: "query", jobId })) as JobKnown | undefined,
      revoke: async (agent, jobId, attempt) =>
        valueOf(await askToAct(agent, { verb: "revoke", jobId, attempt })) as
          | RevokeResult
          | undefined,
    };
  }

  #watch(agent: AgentState, request: AgentRequest, memory: Memory): void {
    const { oldDisks, scheduler, violations } = this.#world;
    const jobId = request.verb === "job" ? request.job.jobId : request.jobId;
    if (oldDisks.wronglyAsked(agent, jobId, memory, scheduler.now))
      violations.push({
        kind: "asked an old disk",
        jobId,
        text: `${agent.session} ${request.verb}`,
      });
  }

  #ask(process: Process, { agentId, session }: AgentState, request: AgentRequest) {
    return this.#world.network.ask<AgentAnswer | "nobody">(process, REQUEST_MS, (reply) => {
      const ears = [...(this.#ears.get(agentId) ?? [])];
      if (ears.length === 0) reply("nobody");
      else ears.find((one) => one.session === session)?.hear(request, reply);
    });
  }
}

export const refuse = (code: ErrorCode): AgentAnswer => ({ ok: false, error: refusal(code) });

function offeredOf(answer: AgentAnswer | "nobody" | undefined): Offered {
  if (answer === undefined) return { kind: "silence" };
  if (answer === "nobody") return { kind: "nobody" };
  if (!answer.ok) return { kind: "refused", code: answer.error.code };
  return { kind: "taken", counter: (answer.value as JobTaken).counter };
}

const valueOf = (answer: AgentAnswer | "nobody" | undefined): unknown =>
  answer !== undefined && answer !== "nobody" && answer.ok ? answer.value : undefined;

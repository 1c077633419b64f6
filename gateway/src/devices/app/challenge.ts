/** One question to one connection. Nobody else was ever asked it, and it is answered once. */
import {
  accepted,
  refused,
  type AgentChallenge,
  type AgentProof,
  type Answer,
} from "@printermaster/contracts";
import { isSignedBy, randomToken, type Log } from "@printermaster/runtime";
import type { AgentSubjects } from "../../bridge/app/ports.ts";
import type { KeyedAgent } from "../../domain/principal.ts";
import { verdictOn, type Verdict } from "../domain/proof.ts";
import type { DeviceMemory } from "./ports.ts";

export interface ChallengeDeps {
  readonly memory: Pick<DeviceMemory, "recall">;
  readonly subjects: Pick<AgentSubjects, "publishAlert">;
  readonly audience: string;
  readonly now: () => Date;
  readonly log: Log;
}

const NONCE_BYTES = 24;

export class Challenge {
  readonly asked: AgentChallenge;
  readonly #deps: ChallengeDeps;
  readonly #agent: KeyedAgent;
  #answered = false;

  constructor(deps: ChallengeDeps, agent: KeyedAgent) {
    const { audience, now } = deps;
    this.#deps = deps;
    this.#agent = agent;
    this.asked = { audience, nonce: randomToken(NONCE_BYTES), issuedAt: now().toISOString() };
  }

  async answer({ signature }: AgentProof): Promise<Answer<object>> {
    if (this.#answered) return refused("unauthenticated");
    this.#answered = true;
    const now = this.#deps.now().getTime();
    const verdict = verdictOn(this.#agent, this.asked, signature, now, isSignedBy);
    if (verdict !== "proved") return this.#refuse(verdict);
    // By now a revocation finds the socket; one that came between its admission and this is found here.
    const device = await this.#deps.memory.recall(this.#agent.agentId);
    const isGone = device?.revoked || (device && device.publicKey !== this.#agent.key.publicKey);
    return isGone ? refused("unauthenticated") : accepted({});
  }

  #refuse(verdict: Exclude<Verdict, "proved">): Answer<never> {
    const { log, subjects } = this.#deps;
    const { agentId, company, branch } = this.#agent;
    log.warn({ event: "not-proved", verdict, agent: agentId, company, branch }, "refused");
    if (verdict === "second-installation") subjects.publishAlert(this.#agent, verdict);
    return refused(verdict === "late" ? "unauthenticated" : verdict);
  }
}

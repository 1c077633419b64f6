/**
 * What the world knows of restored disks, and what an orchestrator could know: only by a counter that was stored, or told
 * to itself, before the restored disk said hello. What nobody was told nobody can know: see docs/adr/0007.
 */
import type { AgentState } from "@printermaster/contracts";
import type { Logs } from "./log-ports.ts";
import type { Spool } from "./spool.ts";

/** What one owner of the saga has heard from sessions themselves, in this reign. */
export interface Memory {
  readonly answers: { readonly agent: AgentState; readonly counter: number; readonly at: number }[];
}

/** An answer has to be taken in before it counts. */
const TAKEN_IN_MS = 2;

export class OldDisks {
  /** Jobs that went to a disk of which nobody could know that it was an old copy. */
  readonly unknowable = new Set<string>();
  readonly #disks = new Map<string, Spool>();
  readonly #logs: Logs;

  constructor(logs: Logs) {
    this.#logs = logs;
  }

  connected(session: string, disk: Spool): void {
    this.#disks.set(session, disk);
  }

  /** In the order in which agents connected. */
  placeOf(session: string): number {
    return [...this.#disks.keys()].indexOf(session);
  }

  isOld(session: string): boolean {
    return this.#disks.get(session)?.lostIn !== undefined;
  }

  /** True when whoever asks this session for the job could have known that it must not. */
  wronglyAsked(agent: AgentState, jobId: string, { answers }: Memory, now: number): boolean {
    const lostIn = this.#disks.get(agent.session)?.lostIn;
    if (lostIn === undefined || agent.spoolGeneration > lostIn) return false;
    const told = answers.some(
      (heard) =>
        heard.at + TAKEN_IN_MS < now &&
        isOther(heard.agent, agent) &&
        heard.counter > agent.counter,
    );
    if (told || this.#isStored(agent)) return true;
    this.unknowable.add(jobId);
    return false;
  }

  #isStored({ agentId, session, spoolGeneration, counter }: AgentState): boolean {
    const { fleet, jobs } = this.#logs;
    const claim = fleet.messages.find(
      ({ body: { state } }) => "session" in state && state.session === session,
    );
    return jobs.messages.some(
      ({ body: { state }, storedAt }) =>
        storedAt < (claim?.storedAt ?? Infinity) &&
        state.agentId === agentId &&
        state.spoolGeneration === spoolGeneration &&
        state.spoolToldBy !== session &&
        (state.spoolCounter ?? 0) > counter,
    );
  }
}

const isOther = (one: AgentState, agent: AgentState): boolean =>
  one.agentId === agent.agentId &&
  one.spoolGeneration === agent.spoolGeneration &&
  one.session !== agent.session;

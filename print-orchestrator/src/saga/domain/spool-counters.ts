/**
 * How far each agent's spool had come, as far as anybody has told: see docs/adr/0007. A session whose hello tells less
 * than an earlier one of the same generation had told runs on an older copy of the disk.
 */
import type { AgentState, JobState } from "@printermaster/contracts";

interface Agent {
  readonly company: string;
  readonly branch: string;
  readonly agentId: string;
}

export interface Told {
  readonly session: string;
  readonly counter: number;
}

/** The highest ones of two different sessions: one of them is not the session that is judged. */
interface Heard {
  readonly generation: number;
  readonly most: Told;
  readonly other?: Told;
}

export type KeptCounters = readonly (readonly [agent: string, heard: Heard])[];

export class SpoolCounters {
  readonly #heard = new Map<string, Heard>();
  readonly #comparable = new Map<string, { readonly session: string; readonly from: number }>();

  /** In any order, and of any generation: only the last one counts. */
  heard(agent: Agent, generation: number, told: Told): void {
    this.#hear(keyOf(agent), generation, told);
  }

  /** What the session said to us itself: until it is in the log, only we know. */
  answered(agent: AgentState, counter: number | undefined): void {
    const { session, spoolGeneration } = agent;
    if (counter !== undefined) this.heard(agent, spoolGeneration, { session, counter });
  }

  sawAgent(agent: AgentState): void {
    this.heard(agent, agent.spoolGeneration, agent);
  }

  /** What its agent told is of the generation that the attempt was dispatched to. */
  sawJob({ agentId, spoolGeneration, spoolCounter, spoolToldBy, ...site }: JobState): void {
    if (!agentId || spoolGeneration === undefined) return;
    if (spoolCounter === undefined || !spoolToldBy) return;
    const told = { session: spoolToldBy, counter: spoolCounter };
    this.heard({ ...site, agentId }, spoolGeneration, told);
  }

  /** The highest counter that its present session has told. */
  ofSession(agent: AgentState): number {
    const heard = this.#of(agent);
    const own = [heard?.most, heard?.other].find((told) => told?.session === agent.session);
    return Math.max(agent.counter, own?.counter ?? 0);
  }

  /** A session may tell more than its own hello did; another one that told more must have been an earlier one. */
  isOlderThanHeard(agent: AgentState): boolean {
    // Its generation has ended since somebody looked: it goes by another one now.
    if ((this.#heard.get(keyOf(agent))?.generation ?? 0) > agent.spoolGeneration) return true;
    const heard = this.#of(agent);
    return [heard?.most, heard?.other].some(
      (told) => told && told.session !== agent.session && told.counter > agent.counter,
    );
  }

  /** The position in the log up to which all must be read before this session may be judged. */
  comparableFrom({ session, ...agent }: AgentState): number | undefined {
    const known = this.#comparable.get(keyOf(agent));
    return known?.session === session ? known.from : undefined;
  }

  compareFrom({ session, ...agent }: AgentState, from: number): void {
    this.#comparable.set(keyOf(agent), { session, from });
  }

  kept(): KeptCounters {
    return [...this.#heard];
  }

  restore(kept: KeptCounters): void {
    for (const [key, { generation, most, other }] of kept) {
      this.#hear(key, generation, most);
      if (other) this.#hear(key, generation, other);
    }
  }

  #hear(key: string, generation: number, told: Told): void {
    const known = this.#heard.get(key);
    if (known && known.generation > generation) return;
    const before = known?.generation === generation ? known : undefined;
    this.#heard.set(key, { generation, ...highest(before, told) });
  }

  #of(agent: AgentState): Heard | undefined {
    const heard = this.#heard.get(keyOf(agent));
    return heard?.generation === agent.spoolGeneration ? heard : undefined;
  }
}

function highest(
  before: Heard | undefined,
  { session, counter }: Told,
): Pick<Heard, "most" | "other"> {
  const told = { session, counter };
  if (!before) return { most: told };
  const all = [before.most, ...(before.other ? [before.other] : []), told];
  const [most = told, ...rest] = all.toSorted((a, b) => b.counter - a.counter);
  const other = rest.find((one) => one.session !== most.session);
  return { most, ...(other ? { other } : {}) };
}

const keyOf = ({ company, branch, agentId }: Agent) => `${company}.${branch}.${agentId}`;

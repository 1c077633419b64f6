/** Agents and printers as the fleet's log told of them last, and which session has answered already. */
import type { AgentState, JobState, PrinterState } from "@printermaster/contracts";
import { printerKey, type PrinterKey, type Site } from "./printer-key.ts";

export class KnownFleet {
  readonly #agents = new Map<string, AgentState>();
  readonly #printers = new Map<PrinterKey, PrinterState>();
  /** By agent, so that thousands that come at once are not looked for among the printers of all others. */
  readonly #served = new Map<string, Set<PrinterKey>>();
  readonly #met = new Map<string, string>();

  /** The printers that this agent serves. */
  sawAgent(agent: AgentState): readonly PrinterKey[] {
    const key = agentKey(agent, agent.agentId);
    this.#agents.set(key, agent);
    return [...(this.#served.get(key) ?? [])];
  }

  sawPrinter(printer: PrinterState): PrinterKey {
    const key = printerKey(printer, printer.printerId);
    const before = this.#printers.get(key);
    if (before) this.#served.get(agentKey(before, before.agentId))?.delete(key);
    const serving = agentKey(printer, printer.agentId);
    this.#served.set(serving, (this.#served.get(serving) ?? new Set()).add(key));
    this.#printers.set(key, printer);
    return key;
  }

  agent(site: Site, agentId: string): AgentState | undefined {
    return this.#agents.get(agentKey(site, agentId));
  }

  printerOf(key: PrinterKey): PrinterState | undefined {
    return this.#printers.get(key);
  }

  agentOf(key: PrinterKey): AgentState | undefined {
    const printer = this.#printers.get(key);
    return printer && this.agent(printer, printer.agentId);
  }

  met(site: Site, agentId: string, session: string): void {
    this.#met.set(agentKey(site, agentId), session);
  }

  /** Whether this session has acknowledged anything yet. */
  hasMet(agent: AgentState): boolean {
    return this.#met.get(agentKey(agent, agent.agentId)) === agent.session;
  }
}

export const isServed = (one: PrinterState | JobState, agent: AgentState): boolean =>
  one.agentId === agent.agentId && one.branch === agent.branch && one.company === agent.company;

const agentKey = ({ company, branch }: Site, agentId: string) => `${company}.${branch}.${agentId}`;

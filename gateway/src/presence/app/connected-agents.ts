/** What this gateway knows of the agents whose sessions it holds. */
import {
  connectionQuality,
  type AgentHealth,
  type AgentHeartbeat,
  type Id,
} from "@printermaster/contracts";
import type { AgentPrincipal } from "../../domain/principal.ts";
import { smoothed } from "../domain/quality.ts";

const SILENCES_COUNT_FOR_MS = 10 * 60_000;
const MOST_SILENCES = 20;

export class ConnectedAgents {
  readonly #companies = new Map<Id, Set<AgentPresence>>();
  readonly #gateway: string;
  readonly #nowMs: () => number;

  constructor(gateway: string, nowMs: () => number) {
    this.#gateway = gateway;
    this.#nowMs = nowMs;
  }

  add(agent: AgentPrincipal, transport: () => string, version?: string): AgentPresence {
    const presence = new AgentPresence(agent, { transport, version }, this.#nowMs);
    const company = this.#companies.get(agent.company) ?? new Set();
    this.#companies.set(agent.company, company.add(presence));
    return presence;
  }

  remove(presence: AgentPresence): void {
    const { company } = presence.agent;
    const all = this.#companies.get(company);
    all?.delete(presence);
    if (all?.size === 0) this.#companies.delete(company);
  }

  healthOf(company: Id, branches: readonly Id[]): AgentHealth[] {
    const all = [...(this.#companies.get(company) ?? [])];
    const wanted = all.filter(({ agent }) => branches.includes(agent.branch));
    return wanted.map((presence) => presence.health(this.#gateway));
  }
}

interface Connection {
  readonly transport: () => string;
  readonly version: string | undefined;
}

export class AgentPresence {
  readonly agent: AgentPrincipal;
  readonly #connection: Connection;
  readonly #nowMs: () => number;
  readonly #since: number;
  #latency: number | undefined;
  #told: Partial<AgentHeartbeat> | undefined;
  #silences: number[] = [];

  constructor(agent: AgentPrincipal, connection: Connection, nowMs: () => number) {
    this.agent = agent;
    this.#connection = connection;
    this.#nowMs = nowMs;
    this.#since = nowMs();
  }

  heartbeat(told: Partial<AgentHeartbeat>): void {
    this.#told = told;
  }

  pinged(latencyMs: number): void {
    this.#latency = smoothed(this.#latency, latencyMs);
  }

  /** It did not acknowledge in time. */
  silent(): void {
    this.#silences = [...this.#recentSilences(), this.#nowMs()].slice(-MOST_SILENCES);
  }

  health(gateway: string): AgentHealth {
    const told = this.#told;
    return {
      deviceId: this.agent.agentId,
      branchId: this.agent.branch,
      gateway,
      version: this.#connection.version,
      transport: this.#connection.transport(),
      averageLatency: this.#latency === undefined ? null : rounded(this.#latency),
      connectionQuality: connectionQuality({
        latency: this.#latency,
        silences: this.#recentSilences().length,
        reconnections: told?.recentReconnections ?? 0,
      }),
      reconnectionCount: told?.reconnections ?? 0,
      uptime: told?.uptimeSeconds ?? null,
      connectedFor: Math.round((this.#nowMs() - this.#since) / 1000),
      queueDepth: told?.queueDepth ?? null,
      cpu: told?.cpu === undefined ? null : rounded(told.cpu * 100),
      memory: told?.memoryMb ?? null,
    };
  }

  #recentSilences(): number[] {
    const from = this.#nowMs() - SILENCES_COUNT_FOR_MS;
    return this.#silences.filter((at) => at > from);
  }
}

const rounded = (value: number): number => Math.round(value * 10) / 10;

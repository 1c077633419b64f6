import {
  accepted,
  refused,
  type AgentHealth,
  type Answer,
  type DesktopHealth,
  type Id,
} from "@printermaster/contracts";
import { branchIds, type Caller } from "../../domain/principal.ts";

export interface AgentHealthReader {
  /** Of all gateways that answer in time. */
  agentHealth(company: Id, branches: readonly Id[]): Promise<AgentHealth[]>;
}

export async function desktopHealth(
  reader: AgentHealthReader,
  user: Caller,
): Promise<DesktopHealth> {
  const told = await reader.agentHealth(user.company, branchIds(user));
  const healthMetrics = [...latestOfEach(told)].sort((a, b) => (a.deviceId < b.deviceId ? -1 : 1));
  const summary = { excellent: 0, good: 0, fair: 0, poor: 0 };
  for (const { connectionQuality } of healthMetrics) summary[connectionQuality]++;
  return { totalClients: healthMetrics.length, summary, healthMetrics };
}

export async function healthOfDevice(
  reader: AgentHealthReader,
  user: Caller,
  deviceId: string,
): Promise<Answer<AgentHealth>> {
  const { healthMetrics } = await desktopHealth(reader, user);
  const found = healthMetrics.find((health) => health.deviceId === deviceId);
  return found ? accepted(found) : refused("unknown-device");
}

/** A gateway that froze, or an agent on the move, may tell of a connection that is over: the youngest one counts. */
function latestOfEach(told: readonly AgentHealth[]): Iterable<AgentHealth> {
  const latest = new Map<string, AgentHealth>();
  for (const health of told) {
    const key = `${health.branchId} ${health.deviceId}`;
    const known = latest.get(key);
    if (!known || health.connectedFor < known.connectedFor) latest.set(key, health);
  }
  return latest.values();
}

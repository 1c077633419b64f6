/** Which processes run now, and how they are. */
import type { RegisteredAgent, RegistryStatus, ServiceStatus } from "@printermaster/contracts";
import type { Caller } from "../../domain/principal.ts";
import { desktopHealth, type AgentHealthReader } from "./desktop-health.ts";

export interface Registry {
  /** Those that answer in time. */
  services(): Promise<readonly ServiceStatus[]>;
}

interface Deps {
  readonly registry: Registry;
  readonly agents: AgentHealthReader;
}

export async function registryStatus(
  { registry, agents }: Deps,
  caller: Caller,
): Promise<RegistryStatus> {
  const [services, { healthMetrics }] = await Promise.all([
    registry.services(),
    desktopHealth(agents, caller),
  ]);
  const sorted = services.toSorted((a, b) => (a.instance < b.instance ? -1 : 1));
  return {
    gateways: sorted.filter(({ kind }) => kind === "gateway"),
    orchestrators: sorted.filter(({ kind }) => kind === "orchestrator"),
    agents: healthMetrics.map(
      ({ deviceId, branchId, gateway, version, queueDepth, cpu, memory }): RegisteredAgent => ({
        deviceId,
        branchId,
        gateway,
        version: version ?? "unknown",
        queueDepth,
        cpu,
        memory,
      }),
    ),
  };
}

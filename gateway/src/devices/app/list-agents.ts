import {
  accepted,
  type AgentHealth,
  type AgentList,
  type AgentView,
  type Answer,
} from "@printermaster/contracts";
import { permitted } from "../../accounts/domain/permissions.ts";
import { branchIds, type Caller } from "../../domain/principal.ts";
import type { AgentHealthReader } from "../../presence/app/desktop-health.ts";
import type { DeviceAccounts, PairedDevice } from "./ports.ts";

export interface ListAgentsDeps {
  readonly accounts: Pick<DeviceAccounts, "devicesOf">;
  readonly health: AgentHealthReader;
}

/** Those that were paired, and those with a licence that are connected now. */
export async function listAgents(
  { accounts, health }: ListAgentsDeps,
  user: Caller,
): Promise<Answer<AgentList>> {
  const allowed = permitted(user, "read");
  if (!allowed.ok) return allowed;
  const [devices, connected] = await Promise.all([
    accounts.devicesOf(user.company, branchIds(user)),
    health.agentHealth(user.company, branchIds(user)),
  ]);
  const gateways = new Map(connected.map((agent) => [keyOf(agent), agent.gateway]));
  const paired = devices.map((device) => viewOf(device, gateways.get(keyOfDevice(device))));
  const keyed = new Set(devices.map(keyOfDevice));
  const others = [...gateways].filter(([key]) => !keyed.has(key));
  const licences = others.map(([key, gateway]) => licensed(key, gateway));
  return accepted({ agents: [...paired, ...licences] });
}

const keyOf = ({ branchId, deviceId }: Pick<AgentHealth, "branchId" | "deviceId">): string =>
  `${branchId} ${deviceId}`;
const keyOfDevice = ({ branch, id }: PairedDevice): string =>
  keyOf({ branchId: branch, deviceId: id });

function viewOf(device: PairedDevice, gateway: string | undefined): AgentView {
  const { id, branch, name, pairedAt, revokedAt } = device;
  return {
    deviceId: id,
    branchId: branch,
    ...(name === undefined ? {} : { name }),
    credential: "device-key",
    connected: gateway !== undefined,
    ...(gateway === undefined ? {} : { gateway }),
    pairedAt: pairedAt.toISOString(),
    ...(revokedAt ? { revokedAt: revokedAt.toISOString() } : {}),
  };
}

function licensed(key: string, gateway: string): AgentView {
  const [branchId = "", deviceId = ""] = key.split(" ");
  return { deviceId, branchId, credential: "licence", connected: true, gateway };
}

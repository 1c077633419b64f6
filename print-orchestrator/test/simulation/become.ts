import type { Inhabitants } from "./chaos.ts";
import type { Condition } from "./devices.ts";
import type { World } from "./world.ts";

export function become(
  world: World,
  { devices, agents }: Pick<Inhabitants, "devices" | "agents">,
  printerId: string,
  condition: Condition,
): void {
  if (devices.of(printerId) === condition) return;
  world.tell("", `${printerId} is ${condition}`);
  devices.become(printerId, condition);
  for (const agent of agents) agent.noticed(printerId);
}

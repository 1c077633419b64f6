/** A printer that is taken out of its agent's configuration, and perhaps put into another's. */
import type { Agent } from "./agent.ts";
import type { World } from "./world.ts";

type Agents = readonly [Agent, ...Agent[]];

export function rewire(world: World, agents: Agents, printerId: string): void {
  const from = ownerOf(agents, printerId);
  if (!from) return;
  world.tell("", `${printerId} is taken from ${from.agentId}`);
  from.printerIds = from.printerIds.filter((other) => other !== printerId);
  restart(world, from);
  const to = world.chance.pick([undefined, ...agents]);
  if (to)
    world.scheduler.after(world.chance.between(1000, 5000), () =>
      give(world, agents, to, printerId),
    );
}

/** When all is well, somebody has it again. */
export function giveBack(world: World, agents: Agents, printerId: string): void {
  give(world, agents, agents[0], printerId);
}

/** Nobody configures it elsewhere before the first one has said that it is without it. */
function give(world: World, agents: Agents, to: Agent, printerId: string): void {
  if (ownerOf(agents, printerId)) return;
  if (agents.some(({ session }) => session === undefined))
    return void world.scheduler.after(500, () => give(world, agents, to, printerId));
  world.tell("", `${printerId} is given to ${to.agentId}`);
  to.printerIds = [...to.printerIds, printerId];
  restart(world, to);
}

function restart({ chance, scheduler }: World, agent: Agent): void {
  agent.crash();
  scheduler.after(chance.between(300, 5000), () => agent.restart());
}

const ownerOf = (agents: Agents, printerId: string): Agent | undefined =>
  agents.find(({ printerIds }) => printerIds.includes(printerId));

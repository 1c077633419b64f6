/** What the branch of a world wants of its backlog, its unknown results and its backup printers, and the long outages that ask for it. */
import type { BacklogRule, BranchState, JobClass, UnknownRule } from "@printermaster/contracts";
import { setBackup, setBranchPolicy } from "../../src/fleet/app/set-policies.ts";
import type { Agent } from "./agent.ts";
import { become } from "./become.ts";
import type { Chance } from "./chance.ts";
import type { Inhabitants } from "./chaos.ts";
import { Process } from "./process.ts";
import { BRANCH, COMPANY, type World } from "./world.ts";

const backlogs: readonly [BacklogRule, ...BacklogRule[]] = [
  { kind: "all" },
  { kind: "younger", minutes: 1 },
  { kind: "summary" },
  { kind: "summary" },
  { kind: "expire" },
];
const unknowns: readonly [UnknownRule, ...UnknownRule[]] = ["hold", "reprint", "drop"];

/** Another one each; one of them hangs on the same agent. */
const backups = { printer1: "printer3", printer2: "printer1", printer3: "printer2" } as const;

/** Answered before anybody submits: worlds without rules have the defaults. */
export async function setRules(world: World, { cluster }: Inhabitants): Promise<void> {
  const { chance } = world;
  const asker = new Process("manager", world.scheduler);
  if (chance.happens(0.7)) {
    const policies = Object.fromEntries(
      (["receipt", "kitchen", "label"] satisfies JobClass[]).map((name) => [name, rulesOf(chance)]),
    );
    world.policies = policies;
    void cluster.ask(asker, ({ fleet }) => setBranchPolicy(fleet, COMPANY, BRANCH, { policies }));
  }
  for (const [printerId, other] of Object.entries(backups)) {
    if (!chance.happens(0.4)) continue;
    const backup = { printerId: other, afterSeconds: chance.pick([0, 3, 20]) };
    void cluster.ask(asker, ({ fleet }) =>
      setBackup(fleet, COMPANY, BRANCH, { printerId, backup }),
    );
  }
  await world.scheduler.runFor(1000);
}

const rulesOf = (chance: Chance): NonNullable<BranchState["policies"]["receipt"]> => ({
  backlog: chance.pick(backlogs),
  unknown: chance.pick(unknowns),
});

/** Longer than a hiccup, while everything else goes wrong as well; told is when the last one is over. */
export function startOutages(world: World, inhabitants: Inhabitants, ms: number): number {
  const { chance, scheduler } = world;
  let over = scheduler.now + ms;
  for (const agent of inhabitants.agents) {
    if (!chance.happens(0.3)) continue;
    const begin = chance.between(0, ms);
    const lasts = chance.between(5000, 100_000);
    const away = chance.happens(0.5) ? leave : block;
    scheduler.after(begin, () => away(world, agent, lasts, inhabitants));
    over = Math.max(over, scheduler.now + begin + lasts);
  }
  return over;
}

function leave(world: World, agent: Agent, ms: number): void {
  world.tell("", `${agent.agentId} is away for ${Math.round(ms)} ms`);
  agent.stayAway(ms);
}

function block(world: World, agent: Agent, ms: number, inhabitants: Inhabitants): void {
  const printerId = world.chance.pick(agent.printerIds as [string, ...string[]]);
  become(world, inhabitants, printerId, "blocked");
  world.scheduler.after(ms, () => become(world, inhabitants, printerId, "well"));
}

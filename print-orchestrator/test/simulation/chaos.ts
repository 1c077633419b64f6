/** What goes wrong in a world, how often, and how it is mended. */
import type { Agent } from "./agent.ts";
import type { Clients } from "./clients.ts";
import type { Cluster } from "./cluster.ts";
import { documentSubject } from "./log-ports.ts";
import { startOutages } from "./rules.ts";
import type { World } from "./world.ts";

export interface Inhabitants {
  readonly cluster: Cluster;
  readonly agents: readonly [Agent, ...Agent[]];
  readonly clients: Clients;
}

type Fault = (world: World, inhabitants: Inhabitants) => void;

/** Every so often one of these; the first ones are the most frequent. */
const faults: readonly [Fault, ...Fault[]] = [
  (world, { cluster }) => {
    const one = world.chance.pick(cluster.orchestrators);
    note(world, `${one.process.name} crashes`);
    one.crash();
    world.scheduler.after(world.chance.between(300, 5000), () => cluster.restart(one));
  },
  (world, { cluster }) => {
    const { owner } = cluster;
    if (!owner) return;
    note(world, `${owner.process.name}, the owner, freezes`);
    owner.process.freeze(world.chance.between(100, 8000));
  },
  (world, { cluster }) => {
    note(world, "the lease moves");
    cluster.moveLease();
  },
  (world) => {
    note(world, "the leader pauses");
    world.leader.freeze(world.chance.between(100, 4000));
  },
  (world, { agents }) => crash(world, agents, () => undefined),
  (world, { agents }) => {
    const agent = world.chance.pick(agents);
    note(world, `${agent.agentId} loses its connection`);
    if (agent.process.running) agent.reconnect();
  },
  (world, { agents }) => {
    const agent = world.chance.pick(agents);
    note(world, `${agent.agentId} is unreachable`);
    agent.process.freeze(world.chance.between(100, 5000));
  },
  (world, { agents }) => world.chance.pick(agents).backUp(),
  (world, { clients }) => {
    if (!world.chance.happens(0.2)) return;
    const job = world.logs.jobs.messages.at(-1)?.body.state;
    if (!job) return;
    note(world, "its document is lost", job.jobId);
    clients.lostDocuments.add(job.jobId);
    world.logs.documents.lose(documentSubject(job));
  },
  (world, { agents }) => {
    if (!world.chance.happens(0.4)) return;
    const restored = world.chance.happens(0.3);
    crash(world, agents, (agent) => agent.replaceDisk(restored), restored ? "restored" : "wiped");
  },
];

function crash(
  world: World,
  agents: Inhabitants["agents"],
  meanwhile: (agent: Agent) => void,
  disk = "kept",
): void {
  const agent = world.chance.pick(agents);
  note(world, `${agent.agentId} crashes, its disk is ${disk}`);
  agent.crash();
  meanwhile(agent);
  world.scheduler.after(world.chance.between(300, 5000), () => agent.restart());
}

export function startChaos(world: World, inhabitants: Inhabitants, ms: number): void {
  const { chance, scheduler, network } = world;
  // Worlds differ: some are calm, some are hit all the time.
  const most = chance.pick([300, 1000, 4000]);
  network.lossy = chance.pick([0, 0.005, 0.03]);
  network.slow = chance.pick([0.001, 0.01, 0.05]);
  for (const agent of inhabitants.agents) agent.faultyDevices = chance.pick([0, 0, 0.03]);
  // Nothing is well before the last outage is over: what it held back goes out while everything fails.
  const end = startOutages(world, inhabitants, ms);
  const strike = () => {
    if (scheduler.now > end) return;
    chance.pick(faults)(world, inhabitants);
    scheduler.after(chance.between(0, most), strike);
  };
  scheduler.after(chance.between(0, most), strike);
  scheduler.after(end - scheduler.now, () => {
    network.lossy = network.slow = 0;
    for (const agent of inhabitants.agents) agent.faultyDevices = 0;
    world.wellSince = scheduler.now;
    note(world, "all is well from here on");
  });
}

/** About everybody, unless it names a job. */
const note = (world: World, text: string, jobId = "") => world.tell(jobId, text);

/** What goes wrong in a world, how often, and how it is mended. */
import type { Agent } from "./agent.ts";
import type { Clients } from "./clients.ts";
import { become } from "./become.ts";
import { giveBack, rewire } from "./rewire.ts";
import type { Cluster } from "./cluster.ts";
import type { JobState } from "@printermaster/contracts";
import { documentSubject, jobSubject } from "./log-ports.ts";
import { startOutages } from "./rules.ts";
import type { Stream } from "./streams.ts";
import type { Devices } from "./devices.ts";
import type { World } from "./world.ts";

export interface Inhabitants {
  readonly cluster: Cluster;
  readonly agents: readonly [Agent, ...Agent[]];
  readonly clients: Clients;
  readonly devices: Devices;
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
  (world, inhabitants) => {
    const printerId = world.chance.pick(["printer1", "printer2", "printer3"]);
    become(world, inhabitants, printerId, world.chance.pick(["blocked", "dead"]));
    world.scheduler.after(world.chance.between(500, 20_000), () =>
      become(world, inhabitants, printerId, "well"),
    );
  },
  (world, { agents }) => rewire(world, agents, "printer2"),
  (world, { clients }) => {
    if (!world.chance.happens(0.2)) return;
    const job = world.logs.jobs.messages.at(-1)?.body.state;
    if (!job) return;
    note(world, "its document is lost", job.jobId);
    clients.lostDocuments.add(job.jobId);
    world.logs.documents.lose(documentSubject(job));
  },
  (world) => {
    if (!world.chance.happens(0.4)) return;
    const job = world.logs.jobs.messages.at(-1)?.body.state;
    if (job) (world.chance.happens(0.3) ? poisonDocument : poisonLog)(world, job);
  },
  (world, { agents }) => {
    if (!world.chance.happens(0.4)) return;
    const restored = world.chance.happens(0.3);
    crash(world, agents, (agent) => agent.replaceDisk(restored), restored ? "restored" : "wiped");
  },
];

/** Something that nobody can read is stored as the job's last event, or as its document. */
export const poisonLog = (world: World, job: JobState): void =>
  poison(world, job, world.logs.jobs, jobSubject(job));
const poisonDocument = (world: World, job: JobState): void =>
  poison(world, job, world.logs.documents, documentSubject(job));

function poison<Body>(world: World, job: JobState, stream: Stream<Body>, subject: string): void {
  const last = stream.last(subject);
  if (!last) return;
  world.tell(job.jobId, `something unreadable is stored as ${subject}`);
  const body = { ...last.body, poisoned: true as const };
  const storedAt = world.scheduler.now;
  stream.write({ subject, id: world.newId("poison"), body, storedAt }, last.sequence);
}

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
  // Nothing is well before the last outage is over: what it held back goes out while everything fails.
  const end = startOutages(world, inhabitants, ms);
  const bad = chance.happens(0.5);
  for (const agent of inhabitants.agents) {
    agent.faultyDevices = chance.pick([0, 0, 0.03]);
    agent.ticketMs = chance.pick([400, 400, 3000]);
    agent.returnsTheRest = chance.happens(0.7);
    if (bad) failForAWhile(world, agent, end);
  }
  const strike = () => {
    if (scheduler.now > end) return;
    chance.pick(faults)(world, inhabitants);
    scheduler.after(chance.between(0, most), strike);
  };
  scheduler.after(chance.between(0, most), strike);
  scheduler.after(end - scheduler.now, () => {
    network.lossy = network.slow = 0;
    for (const agent of inhabitants.agents) {
      agent.faultyDevices = 0;
      agent.ticketMs = 400;
    }
    for (const printerId of ["printer1", "printer2", "printer3"])
      become(world, inhabitants, printerId, "well");
    giveBack(world, inhabitants.agents, "printer2");
    world.wellSince = scheduler.now;
    note(world, "all is well from here on");
  });
}

/** Stretches in which hardly anything comes out: breakers open. */
function failForAWhile(world: World, agent: Agent, end: number): void {
  const { chance, scheduler } = world;
  const usual = agent.faultyDevices;
  scheduler.after(chance.between(0, 10_000), () => {
    if (scheduler.now > end) return;
    agent.faultyDevices = chance.between(0.5, 0.95);
    scheduler.after(chance.between(2000, 90_000), () => {
      if (scheduler.now > end) return;
      agent.faultyDevices = usual;
      failForAWhile(world, agent, end);
    });
  });
}

/** About everybody, unless it names a job. */
const note = (world: World, text: string, jobId = "") => world.tell(jobId, text);

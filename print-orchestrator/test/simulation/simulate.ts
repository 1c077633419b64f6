/** One world from one seed: some time of trouble, then quiet until everything has come to rest. */
import { hasEnded } from "@printermaster/contracts";
import { sha256Hex } from "@printermaster/runtime";
import { AgentSubjects } from "./agent-subjects.ts";
import { Agent } from "./agent.ts";
import { startChaos, type Inhabitants } from "./chaos.ts";
import { check, type Violation } from "./check.ts";
import { Clients } from "./clients.ts";
import { Cluster } from "./cluster.ts";
import { setRules } from "./rules.ts";
import { honest, type Sabotage } from "./sabotage.ts";
import { World } from "./world.ts";

const MS_PER_JOB = 300;
/** A copy whose document is lost with that of its original ends at its deadline only. */
const LONGEST_QUIET_MS = 2_400_000;

/** The last that crashed is back, and known. */
const RESTARTED_MS = 20_000;

export interface Report {
  readonly seed: number;
  readonly jobs: number;
  readonly sheets: number;
  readonly endings: Readonly<Record<string, number>>;
  readonly violations: readonly Violation[];
  /** The same for the same seed, whatever happens in between. */
  readonly fingerprint: string;
  readonly lifeOf: (jobId: string | undefined) => string;
}

export async function simulate(
  seed: number,
  jobs: number,
  sabotage: Sabotage = honest,
): Promise<Report> {
  const world = new World(seed);
  const inhabitants = inhabit(world, sabotage);
  const { cluster, clients } = inhabitants;
  await world.scheduler.runFor(3000);
  await setRules(world, inhabitants);
  const trouble = jobs * MS_PER_JOB;
  startChaos(world, inhabitants, trouble);
  for (let n = 0; n < jobs; n++)
    clients.intend(world.chance.between(0, trouble), `key${n}`, [
      "printer1",
      "printer2",
      "printer3",
    ]);
  await world.scheduler.runFor(trouble);
  const until = world.scheduler.now + LONGEST_QUIET_MS;
  // What is still on its way must have arrived as well.
  do await world.scheduler.runFor(20_000);
  while (!atRest(world, inhabitants) && world.scheduler.now < until);
  for (const orchestrator of cluster.orchestrators) orchestrator.reign?.end();
  return reportOf(seed, jobs, world, check(world, inhabitants));
}

export function inhabit(world: World, sabotage: Sabotage): Inhabitants {
  const subjects = new AgentSubjects(world);
  const cluster = new Cluster(world, subjects, sabotage);
  const wiring = { subjects, cluster, sabotage };
  const clients = new Clients(world, cluster);
  const first = new Agent("agent1", ["printer1", "printer2"], world, wiring);
  const second = new Agent("agent2", ["printer3"], world, wiring);
  return { cluster, clients, agents: [first, second] };
}

function atRest({ logs, scheduler, wellSince }: World, { agents }: Inhabitants): boolean {
  if (scheduler.now < wellSince + RESTARTED_MS) return false;
  const open = new Set<string>();
  for (const { body } of logs.jobs.messages)
    if (hasEnded(body.state.status)) open.delete(body.state.jobId);
    else open.add(body.state.jobId);
  return open.size === 0 && agents.every(({ spool }) => spool.open().length === 0);
}

function reportOf(
  seed: number,
  jobs: number,
  world: World,
  violations: readonly Violation[],
): Report {
  const last = new Map(world.logs.jobs.messages.map(({ body: { state } }) => [state.jobId, state]));
  const endings: Record<string, number> = {};
  for (const { reason } of last.values()) endings[reason] = (endings[reason] ?? 0) + 1;
  const events = JSON.stringify([world.logs.jobs.messages, world.logs.fleet.messages, world.paper]);
  return {
    seed,
    jobs,
    sheets: world.paper.length,
    endings,
    violations,
    fingerprint: sha256Hex(events),
    lifeOf: (jobId) => traceOf(world, jobId),
  };
}

/** What happened to one job, between its first and its last line, and to everybody meanwhile. */
export function traceOf({ lines, logs, scheduler }: World, jobId: string | undefined): string {
  const stored = logs.jobs.messages.map(({ storedAt, sequence, body: { state, event } }) => ({
    at: storedAt,
    jobId: state.jobId,
    text: `#${sequence} ${event.type} ${JSON.stringify(event.data)}`,
  }));
  const all = [...lines, ...stored].sort((a, b) => a.at - b.at);
  const own = all.filter((line) => line.jobId === jobId);
  const from = own[0]?.at ?? 0;
  const to = own.at(-1)?.at ?? scheduler.now;
  return all
    .filter((line) => line.jobId === jobId || (!line.jobId && line.at >= from && line.at <= to))
    .map(({ at, text }) => `${new Date(at).toISOString().slice(14)} ${text}`)
    .join("\n");
}

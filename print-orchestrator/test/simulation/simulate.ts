/** One world from one seed: some time of trouble, then quiet until everything has come to rest. */
import { hasEnded, type JobState } from "@printermaster/contracts";
import { sha256Hex } from "@printermaster/runtime";
import { AgentSubjects } from "./agent-subjects.ts";
import { Agent } from "./agent.ts";
import { startChaos, type Inhabitants } from "./chaos.ts";
import { lacksLetter } from "./check-repeats.ts";
import { check, type Violation } from "./check.ts";
import { Clients } from "./clients.ts";
import { Cluster } from "./cluster.ts";
import { People } from "./people.ts";
import { Devices } from "./devices.ts";
import { setRules } from "./rules.ts";
import { honest, type Sabotage } from "./sabotage.ts";
import { World } from "./world.ts";

/** In long worlds breakers have the time to open and to close. */
const MS_PER_JOB = [300, 300, 300, 3000] as const;
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
  /** Jobs that went to a restored disk of which nobody could know that it was one. */
  readonly unknowable: ReadonlySet<string>;
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
  const people = new People(world, cluster, clients);
  await world.scheduler.runFor(3000);
  await setRules(world, inhabitants);
  const trouble = jobs * world.chance.pick(MS_PER_JOB);
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
  while (!atRest(world, inhabitants, people) && world.scheduler.now < until);
  for (const orchestrator of cluster.orchestrators) orchestrator.reign?.end();
  return reportOf(seed, jobs, world, check(world, inhabitants, people));
}

export function inhabit(world: World, sabotage: Sabotage): Inhabitants {
  const subjects = new AgentSubjects(world);
  const cluster = new Cluster(world, subjects, sabotage);
  const wiring = { subjects, cluster, sabotage };
  const clients = new Clients(world, cluster);
  const devices = new Devices();
  const first = new Agent("agent1", ["printer1", "printer2"], devices, world, wiring);
  const second = new Agent("agent2", ["printer3"], devices, world, wiring);
  return { cluster, clients, devices, agents: [first, second] };
}

function atRest(world: World, { agents }: Inhabitants, people: People): boolean {
  const { scheduler, wellSince, logs } = world;
  if (scheduler.now < wellSince + RESTARTED_MS) return false;
  const last = new Map(logs.jobs.messages.map(({ body: { state } }) => [state.jobId, state]));
  const rests = (job: JobState) => hasEnded(job.status) && !lacksLetter(world, job);
  const told = agents.every(({ spool }) => !spool.isBusy());
  return told && people.busy === 0 && [...last.values()].every(rests);
}

function reportOf(
  seed: number,
  jobs: number,
  world: World,
  violations: readonly Violation[],
): Report {
  const last = new Map(world.logs.jobs.messages.map(({ body: { state } }) => [state.jobId, state]));
  const endings: Record<string, number> = {};
  const count = (what: string) => (endings[what] = (endings[what] ?? 0) + 1);
  for (const { reason, deadLetter, retryOf, copyOf, status } of last.values()) {
    count(reason);
    if (deadLetter) count(`dead letter ${deadLetter}`);
    if (retryOf) count(`a retry ${status}`);
    if (copyOf) count(`a copy ${status}`);
  }
  const events = JSON.stringify([
    world.logs.jobs.messages,
    world.logs.letters.messages,
    world.logs.fleet.messages,
    world.paper,
  ]);
  return {
    seed,
    jobs,
    sheets: world.paper.length,
    endings,
    violations,
    unknowable: world.oldDisks.unknowable,
    fingerprint: sha256Hex(events),
    lifeOf: (jobId) => traceOf(world, jobId),
  };
}

/** What happened to one job, between its first and its last line, and to everybody meanwhile. */
export function traceOf({ lines, logs, scheduler }: World, jobId: string | undefined): string {
  const stored = logs.jobs.messages.map(
    ({ storedAt, sequence, body: { state, event, poisoned } }) => ({
      at: storedAt,
      jobId: state.jobId,
      text: `#${sequence} ${poisoned ? "poison after" : ""} ${event.type} ${JSON.stringify(event.data)}`,
    }),
  );
  const fleet = logs.fleet.messages.map(({ storedAt, body: { type, state } }) => {
    const about = "breaker" in state ? [state.printerId, state.state, state.breaker] : [];
    return { at: storedAt, jobId: "", text: `${type} ${JSON.stringify(about)}` };
  });
  const all = [...lines, ...stored, ...fleet].sort((a, b) => a.at - b.at);
  const own = all.filter((line) => line.jobId === jobId);
  const from = own[0]?.at ?? 0;
  const to = own.at(-1)?.at ?? scheduler.now;
  return all
    .filter((line) => line.jobId === jobId || (!line.jobId && line.at >= from && line.at <= to))
    .map(({ at, text }) => `${new Date(at).toISOString().slice(14)} ${text}`)
    .join("\n");
}

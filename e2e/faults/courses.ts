/** How long and how hard, by what was asked for. */
import type { Planned, Targets } from "./nemesis/fault.ts";
import { kinds, schedule, type Lengths } from "./nemesis/schedule.ts";
import type { Course } from "./fault-run.ts";
import { sabotages } from "./sabotage/sabotages.ts";

type Shape = Pick<Course, "size" | "planOf" | "calmMs" | "quietMs" | "short" | "sabotage">;

const MINUTE = 60_000;
/** What starting, healing and ending take of the time that was asked for. */
const REST_MS = 75_000;
const ALONE_EVERY_MS = 4000;

/** Two of everything is the least that has somebody to take over. */
const size = { gateways: 2, orchestrators: 2, agents: 2, tills: 2, perSecond: 6 };

/** Long enough for a breaker to open, to be probed in vain, and to be probed with success. */
const broken = ({ printers }: Targets): Planned => ({
  atMs: 0,
  fault: { kind: "printer", printerId: printers[0] ?? "", behaviour: "off", forMs: 80_000 },
});

/** A ticket takes seconds to its printer: one is begun at any moment, and others wait behind it, when the agents are killed. */
const interrupted = ({ links, agents }: Targets, from: number): Planned[] => [
  {
    atMs: from,
    fault: {
      kind: "link",
      links: links.filter((link) => /→ printer/.test(link)),
      toxic: { kind: "bandwidth", bytesPerSecond: 200 },
      forMs: 6000,
    },
  },
  { atMs: from + 4000, fault: { kind: "kill", processes: agents } },
];

/**
 * What chance alone need not bring on a quick machine: agents killed with work on their disks and a ticket begun, gateways
 * without any orchestrator for longer than the ten seconds that they ask, and agents that do not report for longer than is usual.
 */
const certain = (targets: Targets, from: number): Planned[] => [
  ...interrupted(targets, from),
  { atMs: from + 9000, fault: { kind: "freeze", processes: targets.orchestrators, forMs: 14_000 } },
  { atMs: from + 26_000, fault: { kind: "freeze", processes: targets.agents, forMs: 12_000 } },
];

const lengthsOf = (minutes: number, aloneMs: number, togetherEveryMs: number): Lengths => ({
  aloneEveryMs: ALONE_EVERY_MS,
  longestMs: 6000,
  togetherMs: Math.max(20_000, minutes * MINUTE - REST_MS - aloneMs),
  togetherEveryMs,
});

export function fullCourse(seed: number, minutes: number): Shape {
  const aloneMs = Object.keys(kinds).length * ALONE_EVERY_MS;
  const lengths = lengthsOf(minutes, aloneMs, 1500);
  return {
    size,
    planOf: (targets) => {
      const others = { ...targets, printers: targets.printers.slice(1) };
      const drawn = schedule(seed, others, lengths);
      const all = [broken(targets), ...drawn, ...certain(others, aloneMs)];
      return all.toSorted((one, other) => one.atMs - other.atMs);
    },
    calmMs: 3000,
    quietMs: 120_000,
    short: false,
    sabotage: undefined,
  };
}

/** Of the tests: what costs little time and must not be missing. */
const essential = [
  "kill orchestrator",
  "kill gateway",
  "kill agent",
  "reset",
  "printer tears",
  "kill nats",
  "kill all orchestrators",
];

export function shortCourse(seed: number): Shape {
  const lengths = { aloneEveryMs: 1200, longestMs: 1500, togetherMs: 4000, togetherEveryMs: 1000 };
  return {
    size: { ...size, tills: 1, perSecond: 4 },
    planOf: (targets) => schedule(seed, targets, lengths, essential),
    calmMs: 500,
    quietMs: 60_000,
    short: true,
    sabotage: undefined,
  };
}

/**
 * What the agent lives through: everything around it dies, it is frozen and misled, and never killed. Nor is its disk full, which
 * looks to SQLite like a broken one here: then it ends, and its service starts it again.
 */
export function aloneCourse(seed: number, minutes: number): Shape {
  const ending = ["kill agent", "disk full"];
  const among = Object.keys(kinds).filter((name) => !ending.includes(name));
  const lengths = lengthsOf(minutes, among.length * ALONE_EVERY_MS, 4000);
  return {
    size: { ...size, agents: 1, tills: 1, perSecond: 2 },
    planOf: (targets) => schedule(seed, targets, lengths, among),
    calmMs: 3000,
    quietMs: 120_000,
    short: true,
    sabotage: undefined,
  };
}

export function sabotagedCourse(seed: number, name: string): Shape {
  const lengths = { aloneEveryMs: 2500, longestMs: 2500, togetherMs: 0, togetherEveryMs: 1000 };
  const { faults } = sabotages[name]!;
  return {
    size: { ...size, gateways: 1, orchestrators: 1, tills: 1, perSecond: 8 },
    planOf: (targets) => [
      ...schedule(seed, targets, lengths, faults),
      ...(faults.includes("kill agent")
        ? interrupted(targets, faults.length * lengths.aloneEveryMs)
        : []),
    ],
    calmMs: 12_000,
    quietMs: 15_000,
    short: true,
    sabotage: name,
  };
}

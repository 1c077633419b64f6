/** Which faults come when: first each kind alone, then all together. Pure, so a seed is a schedule. */
import type { Behaviour } from "../actors/printer.ts";
import { Chance } from "../chance.ts";
import type { Fault, Planned, Targets } from "./fault.ts";
import type { Toxic } from "./fault-proxy.ts";

export interface Lengths {
  /** Between one fault alone and the next. */
  readonly aloneEveryMs: number;
  /** The longest that one lasts. */
  readonly longestMs: number;
  readonly togetherMs: number;
  readonly togetherEveryMs: number;
}

const SHORTEST_MS = 500;

type Draw = (chance: Chance, targets: Targets, forMs: number) => Fault;

const kill =
  (of: (targets: Targets) => readonly string[]): Draw =>
  (chance, targets) => ({ kind: "kill", processes: [chance.oneOf(of(targets))] });

const freeze =
  (of: (targets: Targets) => readonly string[]): Draw =>
  (chance, targets, forMs) => ({ kind: "freeze", processes: [chance.oneOf(of(targets))], forMs });

const link =
  (toxicOf: (chance: Chance) => Toxic): Draw =>
  (chance, targets, forMs) => ({
    kind: "link",
    links: [chance.oneOf(targets.links)],
    toxic: toxicOf(chance),
    forMs,
  });

const printer =
  (behaviour: Behaviour): Draw =>
  (chance, { printers }, forMs) => ({
    kind: "printer",
    printerId: chance.oneOf(printers),
    behaviour,
    forMs,
  });

/** Every kind there is, in the order in which they come alone. */
export const kinds: Readonly<Record<string, Draw>> = {
  "kill gateway": kill(({ gateways }) => gateways),
  "kill orchestrator": kill(({ orchestrators }) => orchestrators),
  "kill agent": kill(({ agents }) => agents),
  "kill nats": kill(() => ["nats"]),
  "kill postgres": kill(() => ["postgres"]),
  "kill all orchestrators": (_, { orchestrators }) => ({ kind: "kill", processes: orchestrators }),
  "freeze gateway": freeze(({ gateways }) => gateways),
  "freeze orchestrator": freeze(({ orchestrators }) => orchestrators),
  "freeze agent": freeze(({ agents }) => agents),
  "freeze nats": freeze(() => ["nats"]),
  "freeze postgres": freeze(() => ["postgres"]),
  "rolling restart of gateways": (_, { gateways }) => ({
    kind: "rolling-restart",
    processes: gateways,
  }),
  "rolling restart of orchestrators": (_, { orchestrators }) => ({
    kind: "rolling-restart",
    processes: orchestrators,
  }),
  latency: link((chance) => ({ kind: "latency", ms: chance.whole(50, 500) })),
  bandwidth: link((chance) => ({ kind: "bandwidth", bytesPerSecond: chance.whole(2000, 20_000) })),
  slice: link((chance) => ({ kind: "slice", bytes: chance.whole(1, 40) })),
  "black hole": link(() => ({ kind: "black-hole" })),
  "half-open": link(() => ({ kind: "half-open" })),
  reset: link(() => ({ kind: "reset" })),
  "printer off": printer("off"),
  "printer hangs": printer("hangs"),
  "printer without paper": printer("paper-out"),
  "printer tears": printer("tears"),
  "printer ends in silence": printer("silent-end"),
  "printer slow": printer("slow"),
  "disk full": (chance, { agents }, forMs) => ({
    kind: "disk-full",
    process: chance.oneOf(agents),
    forMs,
  }),
  "clock step": (chance, { agents }, forMs) => ({
    kind: "clock-step",
    process: chance.oneOf(agents),
    byMs: chance.whole(-7_200_000, 7_200_000),
    forMs,
  }),
};

/** A schedule's end is when its last fault is over. */
export function schedule(
  seed: number,
  targets: Targets,
  lengths: Lengths,
  among: readonly string[] = Object.keys(kinds),
): Planned[] {
  const chance = new Chance(seed);
  const lasting = () => Math.round(chance.between(SHORTEST_MS, lengths.longestMs));
  const draw = (name: string): Fault => kinds[name]!(chance, targets, lasting());
  const { aloneEveryMs, togetherMs, togetherEveryMs } = lengths;
  const alone = among.map((name, index) => ({ atMs: index * aloneEveryMs, fault: draw(name) }));
  const together: Planned[] = [];
  const from = among.length * aloneEveryMs;
  for (let atMs = from; atMs < from + togetherMs;) {
    together.push({ atMs: Math.round(atMs), fault: draw(chance.oneOf(among)) });
    atMs += chance.between(togetherEveryMs * 0.3, togetherEveryMs * 1.7);
  }
  return [...alone, ...together];
}

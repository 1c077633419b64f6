/** What was promised, and by how much it is kept or missed. */
import type { Results } from "../prints/results.ts";
import type { Cost } from "../shapes/cost.ts";
import type { Shapes } from "../shapes/run.ts";

export interface Target {
  readonly what: string;
  readonly most?: number;
  readonly least?: number;
  readonly is: number;
}

export function targetsOf(prints: Results, shapes: Shapes | undefined): Target[] {
  const { ratios, toPeers, writesPerSecond, ceilingPerSecond } = prints;
  const { "bullmq-always": queue, "socket-io-redis": seeds } = toPeers;
  return [
    {
      what: "submit to told, one in flight, to the sum of the floors of its path",
      most: 1.6,
      is: ratios.toldToPath,
    },
    { what: "the same at half load", most: 2.5, is: ratios.halfLoadToPath },
    { what: "p99 at half load to its own p50", most: 4, is: ratios.tailAtHalfLoad },
    ...(queue
      ? [
          {
            what: "its time to BullMQ's, `appendfsync always`, careful agent",
            most: 1,
            is: queue.alone,
          },
          { what: "its processor a print to BullMQ's", most: 1.5, is: queue.processor },
        ]
      : []),
    ...(seeds
      ? [{ what: "its time to the seeds' design, which keeps nothing", most: 3, is: seeds.alone }]
      : []),
    {
      what: "durable writes/s while saturated, of what a bare server takes",
      least: 0.6,
      is: writesPerSecond / ceilingPerSecond,
    },
    ...(shapes ? flatness(shapes) : []),
  ];
}

const flatness = ({ logs, crowds }: Shapes): Target[] => [
  { what: "processor a print, most events in the log to none", most: 1.2, is: growthOf(logs) },
  { what: "processor a print, most agents to fewest", most: 1.2, is: growthOf(crowds) },
];

const growthOf = (costs: readonly Cost[]): number =>
  (costs.at(-1)?.processor ?? Number.NaN) / (costs[0]?.processor ?? Number.NaN);

export function verdictOf({ most, least, is }: Target): string {
  if (most !== undefined && is > most) return `**missed by ${percent(is / most - 1)}**`;
  if (least !== undefined && is < least) return `**missed by ${percent(1 - is / least)}**`;
  return Number.isNaN(is) ? "not measured" : "met";
}

const percent = (share: number): string => `${(100 * share).toFixed(0)} %`;

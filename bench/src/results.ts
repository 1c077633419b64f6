/** What a run found out, as it is written to disk. */
import type { Arguments } from "./arguments.ts";
import type { FloorName } from "./floors/floor.ts";
import { pathOfAPrint, sumOfFloors } from "./floors/path-of-a-print.ts";
import type { Machine } from "./machine.ts";
import { moments, type Latencies } from "./prints.ts";
import type { Round } from "./rounds.ts";
import { median, medianOfRounds, type Summary } from "./statistics.ts";
import type { Writes } from "./writes.ts";

export interface Results {
  readonly at: string;
  readonly machine: Machine;
  readonly settings: Arguments;
  /** All in milliseconds. */
  readonly floors: Record<FloorName, Summary>;
  readonly path: Readonly<Record<FloorName, number>>;
  readonly pathFloor: number;
  readonly ours: Latencies;
  readonly ratios: {
    readonly toldToPath: number;
    readonly acceptedToAppend: number;
    readonly acceptedOverNatsToAppend: number;
  };
  readonly perSecond: { readonly onePrinter: number; readonly allPrinters: number };
  /** Durable writes a print, by stream. */
  readonly writes: Writes;
  readonly rounds: readonly Round[];
}

export type Circumstances = Pick<Results, "at" | "machine" | "settings">;

export function resultsOf(rounds: readonly Round[], circumstances: Circumstances): Results {
  const floorNames = Object.keys(pathOfAPrint) as FloorName[];
  const floors = perName(floorNames, (name) => medianOfRounds(rounds.map((r) => r.floors[name])));
  const ours = perName(["append", "acceptedOverNats", ...moments] as const, (moment) =>
    medianOfRounds(rounds.map((r) => r.ours[moment])),
  );
  const streams = new Set(rounds.flatMap(({ writes }) => Object.keys(writes)));
  const pathFloor = sumOfFloors(perName(floorNames, (name) => floors[name].p50));
  return {
    ...circumstances,
    floors,
    path: pathOfAPrint,
    pathFloor,
    ours,
    ratios: {
      toldToPath: ours.told.p50 / pathFloor,
      acceptedToAppend: ours.accepted.p50 / ours.append.p50,
      acceptedOverNatsToAppend: ours.acceptedOverNats.p50 / ours.append.p50,
    },
    perSecond: {
      onePrinter: median(rounds.map(({ perSecond }) => perSecond.onePrinter)),
      allPrinters: median(rounds.map(({ perSecond }) => perSecond.allPrinters)),
    },
    // The mean: a snapshot that is written now and then counts too.
    writes: perName([...streams], (name) => mean(rounds.map((r) => r.writes[name] ?? 0))),
    rounds,
  };
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

const perName = <K extends string, T>(names: readonly K[], of: (name: K) => T): Record<K, T> =>
  Object.fromEntries(names.map((name) => [name, of(name)])) as Record<K, T>;

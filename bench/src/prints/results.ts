/** A run as it is written to disk. */
import type { Machine } from "../machine.ts";
import type { PrintsSettings } from "../arguments.ts";
import type { FloorName } from "../floors/floor.ts";
import { pathOfAPrint, sumOfFloors } from "../floors/path-of-a-print.ts";
import { median, medianOfRounds, perName, type Summary } from "../statistics.ts";
import type { Writes } from "../ours/writes.ts";
import { moments, type Latencies } from "./latencies.ts";
import { OURS } from "./contestants.ts";
import type { Round } from "./rounds.ts";
import { shareOfPeers, turnOf, type PeerRatios, type MedianTurn } from "./turns.ts";

export interface Results {
  readonly at: string;
  readonly machine: Machine;
  readonly settings: PrintsSettings;
  /** All in milliseconds. */
  readonly floors: Record<FloorName, Summary>;
  readonly path: Readonly<Record<FloorName, number>>;
  readonly pathFloor: number;
  readonly ours: Latencies;
  readonly ratios: {
    readonly toldToPath: number;
    readonly halfLoadToPath: number;
    readonly tailAtHalfLoad: number;
    readonly acceptedToAppend: number;
    readonly acceptedOverNatsToAppend: number;
  };
  readonly turns: Readonly<Record<string, MedianTurn>>;
  /** Ours as a multiple of each peer, in the same rounds. */
  readonly toPeers: Readonly<Record<string, PeerRatios>>;
  readonly onePrinterPerSecond: number;
  /** Durable writes a print, by stream; a second while saturated; of a bare server. */
  readonly writes: Writes;
  readonly writesPerSecond: number;
  readonly ceilingPerSecond: number;
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
  const names = Object.keys(rounds[0]?.turns ?? {});
  const turns = perName(names, (name) => turnOf(rounds.flatMap(({ turns }) => turns[name] ?? [])));
  const half = turns[OURS]?.half.told;
  const peers = names.filter((name) => name !== OURS);
  return {
    ...circumstances,
    floors,
    path: pathOfAPrint,
    pathFloor,
    ours,
    ratios: {
      toldToPath: ours.told.p50 / pathFloor,
      halfLoadToPath: (half?.p50 ?? Number.NaN) / pathFloor,
      tailAtHalfLoad: (half?.p99 ?? Number.NaN) / (half?.p50 ?? Number.NaN),
      acceptedToAppend: ours.accepted.p50 / ours.append.p50,
      acceptedOverNatsToAppend: ours.acceptedOverNats.p50 / ours.append.p50,
    },
    turns,
    toPeers: perName(peers, (name) => shareOfPeers(rounds, OURS, name)),
    onePrinterPerSecond: median(rounds.map((r) => r.onePrinterPerSecond)),
    // The mean: a snapshot that is written now and then counts too.
    writes: perName([...streams], (name) => mean(rounds.map((r) => r.writes[name] ?? 0))),
    writesPerSecond: median(rounds.map((r) => r.writesPerSecond)),
    ceilingPerSecond: median(rounds.map((r) => r.ceilingPerSecond)),
    rounds,
  };
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/** Floors, ours and the peers in turns, so that a noisy moment of the machine hits all of them. */
import type { PrintsSettings } from "../arguments.ts";
import { appendCeiling } from "../floors/append-ceiling.ts";
import type { FloorName, OpenFloor } from "../floors/floor.ts";
import { closedLoop } from "../loads/closed-loop.ts";
import { IN_FLIGHT, saturate, takeTurn, type Turn } from "../loads/turn.ts";
import { sumOf, writesAPrint, type Writes } from "../ours/writes.ts";
import { summarize, timeOf, type Summary } from "../statistics.ts";
import { latencies, type Latencies } from "./latencies.ts";
import { OURS } from "./contestants.ts";
import type { Scene } from "./scene.ts";

export interface Round {
  readonly floors: Record<FloorName, Summary>;
  readonly ours: Latencies;
  /** By contestant, ours among them. */
  readonly turns: Readonly<Record<string, Turn>>;
  readonly onePrinterPerSecond: number;
  /** Durable writes a print, by stream, and a second while saturated; what a bare server takes. */
  readonly writes: Writes;
  readonly writesPerSecond: number;
  readonly ceilingPerSecond: number;
}

export async function warmUp(scene: Scene, { floorSteps, warmUpPrints }: PrintsSettings) {
  for (const floor of scene.floors.values()) await timed(floor, floorSteps);
  for (const one of [scene.ours, ...scene.peers]) {
    await one.prepare?.();
    await closedLoop(one, IN_FLIGHT, { prints: warmUpPrints, mostMs: WARM_UP_MS });
  }
}

const WARM_UP_MS = 8000;
const CEILING_APPENDS = 1000;

export async function runRound(scene: Scene, settings: PrintsSettings): Promise<Round> {
  const { floors, printers, peers } = scene;
  const [printer] = printers;
  if (!printer) throw new Error("the stack has no printer");
  const figures: Partial<Record<FloorName, Summary>> = {};
  for (const [name, floor] of floors)
    figures[name] = summarize(await timed(floor, settings.floorSteps));
  const ceilingPerSecond = await appendCeiling(floors.get("cas-append")!, CEILING_APPENDS);
  const ours = await latencies(scene, printer, settings.prints);
  const turn = await takeTurn(scene.ours, settings);
  const turns: Record<string, Turn> = { [OURS]: turn };
  for (const peer of peers)
    turns[peer.name] = await takeTurn(peer, settings, turn.saturated.perSecond);
  const written = await writesWhileSaturated(scene, settings);
  return { floors: figures as Round["floors"], ours, turns, ...written, ceilingPerSecond };
}

/** On one printer and on all of them. */
async function writesWhileSaturated(
  { ours, writes }: Scene,
  { saturatingPrints, openMs }: PrintsSettings,
): Promise<Pick<Round, "onePrinterPerSecond" | "writes" | "writesPerSecond">> {
  const onOne = { ...ours, printers: 1 };
  const { saturated: one } = await saturate(onOne, saturatingPrints, openMs);
  const before = await writes.now();
  const started = performance.now();
  const { saturated: all } = await saturate(ours, saturatingPrints, openMs);
  const seconds = (performance.now() - started) / 1000;
  const each = writesAPrint(before, await writes.now(), all.told.n);
  const writesPerSecond = (sumOf(each) * all.told.n) / seconds;
  return { onePrinterPerSecond: one.perSecond, writes: each, writesPerSecond };
}

async function timed(floor: OpenFloor, steps: number): Promise<number[]> {
  const samples: number[] = [];
  while (samples.length < steps) samples.push(await timeOf(floor.once));
  return samples;
}

/** Floors and ours in turns, so that a noisy moment of the machine hits both. */
import type { Arguments } from "./arguments.ts";
import type { FloorName, OpenFloor } from "./floors/floor.ts";
import { latencies, printsPerSecond, type Latencies } from "./prints.ts";
import type { Scene } from "./scene.ts";
import { summarize, timeOf, type Summary } from "./statistics.ts";
import { writesAPrint, type Writes } from "./writes.ts";

export interface Round {
  readonly floors: Record<FloorName, Summary>;
  readonly ours: Latencies;
  readonly perSecond: { readonly onePrinter: number; readonly allPrinters: number };
  /** Durable writes a print, by stream. */
  readonly writes: Writes;
}

export async function warmUp(scene: Scene, { floorSteps, warmUpPrints }: Arguments) {
  for (const floor of scene.floors.values()) await timed(floor, floorSteps);
  await printsPerSecond(scene.client, scene.printers, warmUpPrints);
}

export async function runRound(
  scene: Scene,
  { floorSteps, prints, saturatingPrints }: Arguments,
): Promise<Round> {
  const { floors, client, printers, writes } = scene;
  const [printer] = printers;
  if (!printer) throw new Error("the stack has no printer");
  const figures: Partial<Record<FloorName, Summary>> = {};
  for (const [name, floor] of floors) figures[name] = summarize(await timed(floor, floorSteps));
  const before = await writes.now();
  const ours = await latencies(scene, printer, prints);
  const perSecond = {
    onePrinter: await printsPerSecond(client, [printer], saturatingPrints),
    allPrinters: await printsPerSecond(client, printers, saturatingPrints),
  };
  const after = await writes.now();
  return {
    floors: figures as Record<FloorName, Summary>,
    ours,
    perSecond,
    writes: writesAPrint(before, after, 2 * prints + 2 * saturatingPrints),
  };
}

async function timed(floor: OpenFloor, steps: number): Promise<number[]> {
  const samples: number[] = [];
  while (samples.length < steps) samples.push(await timeOf(floor.once));
  return samples;
}

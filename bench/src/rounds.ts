/** Floors and ours in turns, so that a noisy moment of the machine hits both. */
import type { Arguments } from "./arguments.ts";
import type { FloorName, OpenFloor } from "./floors/floor.ts";
import { latencies, printsPerSecond, type Moment } from "./prints.ts";
import type { Scene } from "./scene.ts";
import { summarize, type Summary } from "./statistics.ts";

export interface Round {
  readonly floors: Record<FloorName, Summary>;
  readonly ours: Record<Moment, Summary>;
  readonly perSecond: { readonly onePrinter: number; readonly allPrinters: number };
}

export async function warmUp(scene: Scene, { floorSteps, warmUpPrints }: Arguments) {
  for (const floor of scene.floors.values()) await timed(floor, floorSteps);
  await printsPerSecond(scene.client, scene.printers, warmUpPrints);
}

export async function runRound(
  { floors, client, printers }: Scene,
  { floorSteps, prints, saturatingPrints }: Arguments,
): Promise<Round> {
  const [printer] = printers;
  if (!printer) throw new Error("the stack has no printer");
  const figures: Partial<Record<FloorName, Summary>> = {};
  for (const [name, floor] of floors) figures[name] = summarize(await timed(floor, floorSteps));
  return {
    floors: figures as Record<FloorName, Summary>,
    ours: await latencies(client, printer, prints),
    perSecond: {
      onePrinter: await printsPerSecond(client, [printer], saturatingPrints),
      allPrinters: await printsPerSecond(client, printers, saturatingPrints),
    },
  };
}

async function timed(floor: OpenFloor, steps: number): Promise<number[]> {
  const samples: number[] = [];
  while (samples.length < steps) {
    const started = performance.now();
    await floor.once();
    samples.push(performance.now() - started);
  }
  return samples;
}

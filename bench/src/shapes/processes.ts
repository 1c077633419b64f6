/** One to three gateways, one or two orchestrators. */
import { join } from "node:path";
import type { Bench } from "../bench.ts";
import { costOfAPrint, type Cost } from "./cost.ts";
import { openStage } from "./stage.ts";

export interface Processes {
  readonly gateways: number;
  readonly orchestrators: number;
}

export type ProcessesCost = Processes & Cost;

export async function costByProcesses(
  place: string,
  shapes: readonly Processes[],
  bench: Bench,
): Promise<ProcessesCost[]> {
  const { signal, say } = bench;
  const costs: ProcessesCost[] = [];
  for (const shape of shapes) {
    const { gateways, orchestrators } = shape;
    const dataDir = join(place, `g${gateways}o${orchestrators}`);
    const stage = await openStage({ ...shape, agents: 2, dataDir, signal });
    const cost = await costOfAPrint(stage.ours, signal).finally(stage.close);
    costs.push({ ...shape, ...cost });
    say(`${gateways} gateways, ${orchestrators} orchestrators: ${cost.told.p50.toFixed(2)} ms`);
  }
  return costs;
}

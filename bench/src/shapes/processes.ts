/** One to three gateways, one or two orchestrators. */
import { join } from "node:path";
import type { Bench } from "../bench.ts";
import { costOfAPrint, type Cost } from "./cost.ts";
import { openStage } from "./stage.ts";

export interface ProcessesCost extends Cost {
  readonly gateways: number;
  readonly orchestrators: number;
}

export async function costByProcesses(place: string, bench: Bench): Promise<ProcessesCost[]> {
  const { signal, say } = bench;
  const costs: ProcessesCost[] = [];
  for (const orchestrators of [1, 2])
    for (const gateways of [1, 2, 3]) {
      const dataDir = join(place, `g${gateways}o${orchestrators}`);
      const shape = { gateways, orchestrators };
      const stage = await openStage({ ...shape, agents: 2, dataDir, signal });
      const cost = await costOfAPrint(stage.ours, signal).finally(stage.close);
      costs.push({ ...shape, ...cost });
      say(`${gateways} gateways, ${orchestrators} orchestrators: ${cost.told.p50.toFixed(2)} ms`);
    }
  return costs;
}

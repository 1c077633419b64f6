/** `npm run bench -- --shapes`: what becomes of a print when there is more of everything. */
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Bench } from "../bench.ts";
import { thisMachine, type Machine } from "../machine.ts";
import { writeResults } from "../result-file.ts";
import { costByCrowd, type CrowdCost } from "./crowds.ts";
import { costByLog, type LogCost } from "./log-sizes.ts";
import { costByProcesses, type Processes, type ProcessesCost } from "./processes.ts";
import { shapesTable } from "./table.ts";

export const SHAPES_FILE = "shapes.json";

export interface Shapes {
  readonly at: string;
  readonly machine: Machine;
  readonly processes: readonly ProcessesCost[];
  readonly logs: readonly LogCost[];
  readonly crowds: readonly CrowdCost[];
}

interface Sizes {
  readonly logs: readonly number[];
  readonly crowds: readonly number[];
  readonly processes: readonly Processes[];
}

const shape = (gateways: number, orchestrators: number): Processes => ({
  gateways,
  orchestrators,
});

export const MANY: Sizes = {
  logs: [0, 100_000, 1_000_000],
  crowds: [10, 1000, 10_000],
  processes: [1, 2].flatMap((m) => [1, 2, 3].map((n) => shape(n, m))),
};
/** To see that it works. */
export const FEW: Sizes = {
  logs: [0, 20_000],
  crowds: [10, 200],
  processes: [shape(3, 2)],
};

export async function benchShapes(bench: Bench, sizes: Sizes, json?: string): Promise<void> {
  const { folder, say } = bench;
  const circumstances = { at: new Date().toISOString(), machine: await thisMachine() };
  await mkdir(folder, { recursive: true });
  const place = await mkdtemp(join(folder, "run-"));
  try {
    const processes = await costByProcesses(place, sizes.processes, bench);
    const crowds = await costByCrowd(place, sizes.crowds, bench);
    const logs = await costByLog(place, sizes.logs, bench);
    const shapes: Shapes = { ...circumstances, processes, logs, crowds };
    console.log(`\n${shapesTable(shapes)}\n`);
    say(`everything is in ${await writeResults(folder, SHAPES_FILE, shapes, json)}`);
  } finally {
    await rm(place, { recursive: true, force: true });
  }
}

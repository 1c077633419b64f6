/** `npm run bench -- --scale` */
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Bench } from "../bench.ts";
import { closedLoop } from "../loads/closed-loop.ts";
import { IN_FLIGHT } from "../loads/turn.ts";
import { thisMachine, type Machine } from "../machine.ts";
import { writeResults } from "../result-file.ts";
import { openStage } from "../shapes/stage.ts";
import { fanOut, type FanOut } from "./fan-out.ts";
import { growth, type Growth } from "./growth.ts";
import { storm, type Storm } from "./storm.ts";
import { scaleTable } from "./table.ts";

export const SCALE_FILE = "scale.json";

export interface Scale {
  readonly at: string;
  readonly machine: Machine;
  readonly fanOut: readonly FanOut[];
  readonly growth: Growth;
  readonly storm: Storm;
}

const SCREENS = [1, 100, 500];
const AGENTS = 1000;
const WARM_UP = { prints: 400, mostMs: 8000 };

export async function benchScale(bench: Bench, json?: string): Promise<void> {
  const { folder, signal, say } = bench;
  const circumstances = { at: new Date().toISOString(), machine: await thisMachine() };
  await mkdir(folder, { recursive: true });
  const place = await mkdtemp(join(folder, "run-"));
  try {
    const dataDir = join(place, "stack");
    const shape = { gateways: 2, orchestrators: 2, agents: 2 };
    const stage = await openStage({ ...shape, dataDir, signal });
    let measured;
    try {
      await closedLoop(stage.ours, IN_FLIGHT, WARM_UP);
      say("the log's growth, and the projector");
      const grown = await growth(stage);
      say("fan-out");
      const fans = await fanOut(stage, SCREENS);
      say(`a gateway dies with ${AGENTS} agents`);
      measured = { growth: grown, fanOut: fans, storm: await storm(stage, AGENTS, place, signal) };
    } finally {
      await stage.close();
    }
    const scale: Scale = { ...circumstances, ...measured };
    console.log(`\n${scaleTable(scale)}\n`);
    say(`everything is in ${await writeResults(folder, SCALE_FILE, scale, json)}`);
  } finally {
    await rm(place, { recursive: true, force: true });
  }
}

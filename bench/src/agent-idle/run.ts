/** `npm run bench -- --agent-idle`: what an agent with nothing to print costs the small machine that it runs on. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { pause } from "@printermaster/runtime";
import type { Bench } from "../bench.ts";
import { costOf } from "../idle-agents/process-cost.ts";
import { thisMachine } from "../machine.ts";
import { writeResults } from "../result-file.ts";
import { playGateway } from "./played-gateway.ts";

const PROGRAM = join(import.meta.dirname, "../../../agent/dist/printermaster-agent.js");
/** As its service starts it: see agent/src/service/unit-files.ts. */
const LEAN = "--max-semi-space-size=1";
/** What the start took is not what it costs. */
const SETTLE_MS = 12_000;
const WINDOW_MS = 20_000;
const LIMITS = { residentMb: 90, cpuPercent: 1 };

export async function benchAgentIdle(
  { folder, signal, say }: Bench,
  json: string | undefined,
): Promise<void> {
  const at = new Date().toISOString();
  await mkdir(folder, { recursive: true });
  const data = await mkdtemp(join(folder, "agent-"));
  const gateway = await playGateway();
  const agent = spawn(process.execPath, [LEAN, PROGRAM], {
    env: settings(gateway.url, data),
    stdio: "ignore",
  });
  try {
    await Promise.race([gateway.greeted, once(agent, "exit").then(ended)]);
    say("it is connected; letting it be");
    await pause(SETTLE_MS, signal);
    const measured = await measure(agent.pid ?? 0, signal);
    signal.throwIfAborted();
    const results = { at, machine: await thisMachine(), limits: LIMITS, ...measured };
    console.log(`\n${lineOf(measured)}\n`);
    if (measured.residentMb > LIMITS.residentMb || measured.cpuPercent > LIMITS.cpuPercent)
      process.exitCode = 1;
    say(`everything is in ${await writeResults(folder, "agent-idle.json", results, json)}`);
  } finally {
    agent.kill("SIGKILL");
    await gateway.close();
    await rm(data, { recursive: true, force: true });
  }
}

interface Measured {
  readonly residentMb: number;
  readonly cpuPercent: number;
}

async function measure(pid: number, signal: AbortSignal): Promise<Measured> {
  const [before, began] = [await costOf(pid), performance.now()];
  await pause(WINDOW_MS, signal);
  const after = await costOf(pid);
  const cpuPercent = ((after.cpuMs - before.cpuMs) / (performance.now() - began)) * 100;
  return { residentMb: after.residentKb / 1024, cpuPercent };
}

const lineOf = ({ residentMb, cpuPercent }: Measured): string =>
  `an idle agent: ${residentMb.toFixed(1)} MB resident (at most ${LIMITS.residentMb}), ${cpuPercent.toFixed(2)} % of a core (at most ${LIMITS.cpuPercent})`;

const settings = (url: string, folder: string): NodeJS.ProcessEnv => ({
  PM_GATEWAY_URLS: url,
  PM_DATA_DIR: folder,
  PM_INSTANCE: "idle",
  PM_COMPANY: "idle",
  PM_BRANCH: "idle",
  PM_DEVICE_ID: "idle",
  PM_LICENSE_KEY: "licence-of-idle",
  PM_PRINTERS: "[]",
});

const ended = (): never => {
  throw new Error("the agent ended by itself");
};

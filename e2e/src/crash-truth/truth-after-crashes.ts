import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AgentProcess } from "../agent-conformance/agent-process.ts";
import { eventually, whether } from "../agent-conformance/eventually.ts";
import { COMMAND, crashAt } from "./crash.ts";
import { PrinterProcess } from "./printer-process.ts";
import { CRASH_STEPS } from "./steps.ts";

/** An agent mostly waits for its own start. */
const LANES = 3;

/** Returns whatever speaks against the agent. */
export async function tellTruthAfterCrashes(
  rounds: number,
  tell: (line: string) => void,
): Promise<string[]> {
  const begun = performance.now();
  const against: string[] = [];
  const told: Record<string, number> = {};
  const cache = await warmCache();
  const left = Array.from({ length: rounds }, () => CRASH_STEPS).flat();
  const crashAll = async () => {
    const printer = new PrinterProcess();
    try {
      const port = await printer.start();
      for (let step = left.shift(); step; step = left.shift()) {
        const verdict = await crashAt(step, printer, port, cache);
        const wrong = verdict.against.map((what) => `${step.name}: ${what}`);
        against.push(...wrong);
        told[verdict.told] = (told[verdict.told] ?? 0) + 1;
        tell(
          wrong.length > 0
            ? `WRONG   ${wrong.join("; ")}`
            : `ok      ${step.name}: ${verdict.told}`,
        );
      }
    } finally {
      await printer.stop();
    }
  };
  await Promise.all(Array.from({ length: LANES }, crashAll)).finally(() =>
    rm(cache, { recursive: true, force: true }),
  );
  const seconds = ((performance.now() - begun) / 1000).toFixed(0);
  const kills = rounds * CRASH_STEPS.length;
  tell(
    `${kills} kills at ${CRASH_STEPS.length} steps: ${JSON.stringify(told)}, ${against.length} wrong, ${seconds} s`,
  );
  return against;
}

/** Most of the time goes into starting agents, and who is killed leaves no compiled code behind. */
async function warmCache(): Promise<string> {
  const cache = await mkdtemp(join(tmpdir(), "crash-truth-cache-"));
  const agent = new AgentProcess(COMMAND, { NODE_COMPILE_CACHE: cache });
  agent.start();
  await eventually("the end of an agent without settings", () => whether(!agent.isRunning), 60_000);
  return cache;
}

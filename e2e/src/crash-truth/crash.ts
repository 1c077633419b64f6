/** One print, one kill -9 at a step of it, one restart: what is on the paper, and what was the cloud told? */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { AgentProcess } from "../agent-conformance/agent-process.ts";
import { eventually, whether } from "../agent-conformance/eventually.ts";
import { PlayedBridge } from "../agent-conformance/played-bridge.ts";
import { LICENCE, newJob, type TestJob } from "../agent-conformance/stage.ts";
import type { PrinterProcess } from "./printer-process.ts";
import { PRELUDES, type CrashStep } from "./steps.ts";
import { verdictOn, type Verdict } from "./verdict.ts";

const PROGRAM = fileURLToPath(
  new URL("../../../agent/dist/printermaster-agent.js", import.meta.url),
);
const LIMIT_MS = 30_000;
/** Three pieces on the wire. */
const LONG = "x".repeat(3000);

export async function crashAt(
  step: CrashStep,
  printer: PrinterProcess,
  printerPort: number,
  cache: string,
): Promise<Verdict> {
  const bridge = new PlayedBridge();
  const folder = await mkdtemp(join(tmpdir(), "crash-truth-"));
  const own = environment(await bridge.listen(0), folder, printerPort);
  const env = { ...own, NODE_COMPILE_CACHE: cache };
  const jobs = [longJob(), newJob()];
  const [victim] = jobs as [TestJob];
  try {
    const prelude = PRELUDES[step.prelude];
    if (prelude !== undefined) await killedAt(prelude, env, () => offer(bridge, [victim]));
    const provoke = step.revokes ? () => revoke(bridge, victim) : () => offer(bridge, [victim]);
    await killedAt(step.name, env, provoke);
    const agent = new AgentProcess(COMMAND, env);
    const settled = settle(bridge, step.revokes ? jobs.slice(1) : jobs, step);
    agent.start();
    try {
      await settled;
    } finally {
      await agent.end("SIGKILL");
    }
    return await verdictOn(step, jobs, bridge, printer);
  } finally {
    await bridge.close();
    await rm(folder, { recursive: true, force: true });
  }
}

export const COMMAND = [process.execPath, PROGRAM];

function longJob(): TestJob {
  const { jobId, ...job } = newJob();
  const text = Array.from({ length: 4 }, () => ({ type: "text", text: LONG }) as const);
  const blocks = [{ type: "text", text: jobId } as const, ...text];
  return { ...job, jobId, document: { kind: "receipt", blocks } };
}

/** Fails if the agent lives on: then the step was never reached. */
async function killedAt(
  name: string,
  env: Record<string, string>,
  provoke: () => Promise<void>,
): Promise<void> {
  const agent = new AgentProcess(COMMAND, { ...env, PM_FAILPOINT: name });
  // Before it starts, so that it waits for this agent's hello.
  const provoked = provoke();
  agent.start();
  try {
    void provoked.catch(() => {});
    await eventually(`the end at "${name}"`, () => whether(!agent.isRunning), LIMIT_MS);
    if (agent.exitCode !== undefined) throw new Error(`it ended by itself\n${agent.output}`);
  } finally {
    await agent.end("SIGKILL");
  }
}

/** As the cloud does: in order, to each new session. */
async function offer(bridge: PlayedBridge, jobs: readonly TestJob[]): Promise<void> {
  await nextConnection(bridge);
  for (const job of jobs) await bridge.ask("job", job);
}

async function revoke(bridge: PlayedBridge, { jobId, attempt }: TestJob): Promise<void> {
  await nextConnection(bridge);
  await bridge.ask("revoke", { jobId, attempt });
}

async function settle(
  bridge: PlayedBridge,
  jobs: readonly TestJob[],
  { revokes }: CrashStep,
): Promise<void> {
  await offer(bridge, jobs);
  for (const { jobId } of jobs) await bridge.reportOf(jobId, 1, LIMIT_MS);
  if (revokes) return;
  // Whatever the agent still owes comes before the report of a job that is offered now.
  const last = newJob();
  await bridge.ask("job", last);
  await bridge.reportOf(last.jobId, 1, LIMIT_MS);
}

function nextConnection({ connections }: PlayedBridge) {
  const known = connections.length;
  return eventually("the next hello", () => connections[known], LIMIT_MS);
}

const environment = (port: number, folder: string, printerPort: number) => ({
  ...LICENCE,
  PM_GATEWAY_URLS: `http://127.0.0.1:${port}`,
  PM_DATA_DIR: folder,
  PM_HEALTH_PORT: "0",
  PM_PRINTERS: JSON.stringify([
    { id: "kitchen", name: "Kitchen", kind: "tcp", host: "127.0.0.1", port: printerPort },
  ]),
  PM_INSTANCE: "crash-truth",
  LOG_LEVEL: "info",
});

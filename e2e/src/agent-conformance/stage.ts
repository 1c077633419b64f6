/** One agent between a bridge and two printers, all new for each check. */
import type { AgentJob, Answer } from "@printermaster/contracts";
import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AgentProcess } from "./agent-process.ts";
import { eventually, whether } from "./eventually.ts";
import { PaperSink } from "./paper-sink.ts";
import { PlayedBridge } from "./played-bridge.ts";

export interface Stage {
  readonly bridge: PlayedBridge;
  readonly agent: AgentProcess;
  /** Printer `kitchen` and printer `counter`. */
  readonly kitchen: PaperSink;
  readonly counter: PaperSink;
  /** The agent's data. */
  readonly folder: string;
}

export interface Check {
  readonly title: string;
  /** Of an agent that was paired: it has a key and no licence. */
  readonly keyed?: true;
  readonly run: (stage: Stage) => Promise<void>;
}

export type TestJob = Omit<AgentJob, "session">;

export const CODE = "K7QM-2XR9";
let jobs = 0;

/** Its ticket carries the job's id as text. */
export function newJob(change: Partial<TestJob> = {}): TestJob {
  const jobId = change.jobId ?? `job${++jobs}x${randomBytes(4).toString("hex")}`;
  return {
    jobId,
    attempt: 1,
    printerId: "kitchen",
    class: "receipt",
    document: { kind: "text", text: jobId },
    correlationId: `c-${jobId}`,
    expiresAt: new Date(Date.now() + 60_000).toISOString(),
    ...change,
  };
}

/** How far the spool has come is not what most points are about. */
export function exceptCounter(answer: Answer<unknown>): Answer<unknown> {
  if (!answer.ok) return answer;
  const { counter: _, ...value } = answer.value as { counter?: number };
  return { ok: true, value };
}

/** Once this one is reported, whatever waited before it has been printed and reported too. */
export async function printNext(bridge: PlayedBridge): Promise<void> {
  const { jobId, ...job } = newJob();
  await bridge.ask("job", { jobId, ...job });
  await bridge.reportOf(jobId);
}

export async function onStage(
  command: readonly string[],
  port: number,
  { run, keyed }: Check,
): Promise<void> {
  const [bridge, kitchen, counter] = [new PlayedBridge(), new PaperSink(), new PaperSink()];
  await Promise.all([kitchen.switchOn(), counter.switchOn()]);
  const listening = await bridge.listen(port);
  const folder = await mkdtemp(join(tmpdir(), "agent-conformance-"));
  const common = environment(listening, folder, { kitchen, counter });
  const agent = new AgentProcess(command, keyed ? common : { ...common, ...LICENCE });
  try {
    if (keyed) await pair(command, common);
    agent.start();
    await run({ bridge, agent, kitchen, counter, folder });
  } catch (error) {
    throw new Error(`${String(error)}\n${lastLines(agent.output)}`, { cause: error });
  } finally {
    await agent.end("SIGKILL");
    await Promise.all([bridge.close(), kitchen.switchOff(), counter.switchOff()]);
    await rm(folder, { recursive: true, force: true });
  }
}

async function pair(command: readonly string[], env: Record<string, string>): Promise<void> {
  const pairing = new AgentProcess([...command, "pair", CODE], env);
  pairing.start();
  await eventually("the end of the pairing", () => whether(!pairing.isRunning));
  if (pairing.exitCode !== 0) throw new Error(`it was not paired\n${pairing.output}`);
}

export const LICENCE = {
  PM_COMPANY: "company1",
  PM_BRANCH: "branch1",
  PM_DEVICE_ID: "device1",
  PM_LICENSE_KEY: "licence-for-conformance",
};

function environment(port: number, folder: string, printers: Record<string, PaperSink>) {
  const list = Object.entries(printers).map(([id, { port }]) => {
    return { id, name: id, kind: "tcp", host: "127.0.0.1", port, columns: 48 };
  });
  return {
    PM_GATEWAY_URLS: `http://127.0.0.1:${port}`,
    PM_DATA_DIR: folder,
    PM_HEALTH_PORT: "0",
    PM_PRINTERS: JSON.stringify(list),
    PM_INSTANCE: "conformance",
    LOG_LEVEL: "info",
  };
}

const lastLines = (output: string): string => output.trimEnd().split("\n").slice(-15).join("\n");

/** Lost, doubled, or told otherwise than it is: whatever speaks against the agent. */
import { isTransient, type Outcome } from "@printermaster/contracts";
import type { PlayedBridge } from "../agent-conformance/played-bridge.ts";
import type { TestJob } from "../agent-conformance/stage.ts";
import type { Paper, PrinterProcess } from "./printer-process.ts";
import type { CrashStep } from "./steps.ts";

export interface Verdict {
  /** Of the job that was being printed. */
  readonly told: string;
  readonly against: readonly string[];
}

export async function verdictOn(
  step: CrashStep,
  jobs: readonly TestJob[],
  { reports }: PlayedBridge,
  printer: PrinterProcess,
): Promise<Verdict> {
  const against: string[] = [];
  const results: string[] = [];
  for (const [nth, { jobId }] of jobs.entries()) {
    const isVictim = nth === 0;
    const paper = await printer.paperOf(jobId);
    const told = reports.filter((report) => report.jobId === jobId);
    const [outcome, ...others] = new Set(told.map(({ outcome }) => wordFor(outcome)));
    const result = outcome ?? "nothing";
    results.push(result);
    const say = (what: string) => against.push(`${isVictim ? "the job" : "the next job"}: ${what}`);
    if (others.length > 0) say(`told as ${result} and as ${others.join(", ")}`);
    const wrong = isVictim && step.revokes ? wrongIfRevoked(result, paper) : wrongIn(result, paper);
    if (wrong !== undefined) say(wrong);
    if (result === "unconfirmed" && !(isVictim && step.mayHavePrinted))
      say("unconfirmed, although no byte can have left");
  }
  return { told: results[0] ?? "nothing", against };
}

function wordFor(outcome: Outcome): string {
  if (outcome.result !== "failed") return outcome.result;
  return isTransient(outcome.code) ? "failed-for-now" : `failed as ${outcome.code}`;
}

function wrongIn(result: string, { whole, partial }: Paper): string | undefined {
  const all = whole + partial;
  if (result === "nothing") return "lost: nothing was told";
  // The cloud makes another attempt of it.
  if (result === "failed-for-now") return all > 0 ? "failed, and on the paper" : undefined;
  if (result.startsWith("failed")) return `${result}, although nothing was in its way`;
  if (all > 1) return `printed ${all} times`;
  if (result === "completed" && whole !== 1) return "told as completed, and not on the paper";
  return undefined;
}

const wrongIfRevoked = (result: string, { whole, partial }: Paper): string | undefined =>
  result !== "nothing" || whole + partial > 0 ? "revoked, and printed all the same" : undefined;

/** The jobs of a printer that has been away for too long go to its backup: certainly not twice. */
import type { PrinterState } from "@printermaster/contracts";
import { mayMove } from "../../jobs/domain/placing.ts";
import { mayBeCopied } from "../domain/debts.ts";
import { isInFlight, type OpenJob } from "../domain/open-job.ts";
import type { PrinterKey } from "../domain/printer-key.ts";
import { isOutOfReach, isOverdue, standInFor, type StandIn } from "../domain/stand-in.ts";
import { judgeBacklog } from "./judge-backlog.ts";
import { meetSession } from "./meet-session.ts";
import type { SagaDeps } from "./ports.ts";
import { revoke } from "./revoke.ts";
import { settle } from "./settle.ts";

/** An agent that is printing a job, or does not answer, is not asked for it again at once. */
const ASK_AGAIN_MS = 10_000;

/** When an agent was asked last to give an attempt back. */
export type Asked = Map<string, number>;

export async function moveToBackup(deps: SagaDeps, key: PrinterKey, asked: Asked): Promise<void> {
  for (const { state } of deps.work.queueOf(key)) {
    const standIn = standInFor(deps.work, key);
    if (!standIn) return;
    const job = deps.work.queueOf(key).find((one) => one.state.jobId === state.jobId);
    if (!job || !mayMove(job.state) || !isOverdue(job, standIn, deps.now().getTime())) continue;
    if (isInFlight(job)) await takeBack(deps, job, standIn, asked);
    const now = deps.work.current(job);
    if (now && !isInFlight(now)) await move(deps, key, now, standIn);
  }
}

async function move(deps: SagaDeps, key: PrinterKey, job: OpenJob, standIn: StandIn) {
  const { printer, backup, afterMs } = standIn;
  // Its backup was away as well for a while, so it has waited longer than it was meant to.
  if (await judgeBacklog(deps, key, job, afterMs)) return;
  await settle(deps, job, { type: "ReroutePrint", fromName: printer.name, to: backup.printerId });
}

/** What an agent may have goes nowhere without that agent's promise, or its branch's leave to print it twice. */
async function takeBack(deps: SagaDeps, job: OpenJob, standIn: StandIn, asked: Asked) {
  const { jobId, attempt, cancelRequestedBy, agentId, spoolGeneration } = job.state;
  const { agent } = standIn;
  const nowMs = deps.now().getTime();
  if (cancelRequestedBy) return;
  if (isOutOfReach(job, standIn, nowMs)) {
    const { unknown } = deps.work.policies.of(job.state);
    if (unknown === "reprint" && mayBeCopied(job.state))
      await settle(deps, job, { type: "GiveUpPrint", cause: "its agent is out of reach" });
    return;
  }
  // Another disk than the one that took it would promise anything.
  const sameDisk = agent?.agentId === agentId && agent?.spoolGeneration === spoolGeneration;
  const key = `${jobId} ${attempt}`;
  if (!agent?.connected || !sameDisk || nowMs - (asked.get(key) ?? 0) < ASK_AGAIN_MS) return;
  if (isProbing(standIn.printer, jobId)) return;
  if (await meetSession(deps, agent)) return;
  asked.set(key, nowMs);
  deps.log.info({ event: "asked-back", jobId, attempt }, "a job is asked back for the backup");
  await revoke(deps, agent, job);
}

/** It is about to tell whether the device is well again; a printer whose probes are all taken away stays broken. */
const isProbing = ({ breaker, state, removed }: PrinterState, jobId: string): boolean =>
  breaker.state === "half-open" && breaker.probe === jobId && state !== "stopped" && !removed;

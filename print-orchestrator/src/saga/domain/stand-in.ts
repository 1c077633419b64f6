/** When another printer takes over: the first one has been away for long enough, and the other can print now. */
import { msOf, type AgentState, type PrinterState } from "@printermaster/contracts";
import type { OpenWork } from "./open-work.ts";
import { isInFlight, type OpenJob } from "./open-job.ts";
import { printerKey, type PrinterKey } from "./printer-key.ts";

export interface StandIn {
  readonly printer: PrinterState;
  readonly agent: AgentState | undefined;
  readonly backup: PrinterState;
  readonly afterMs: number;
}

/** `undefined` while nobody can stand in. */
export function standInFor(work: OpenWork, key: PrinterKey): StandIn | undefined {
  const printer = work.printerOf(key);
  if (!printer?.backup) return undefined;
  const backupKey = printerKey(printer, printer.backup.printerId);
  const backup = work.printerOf(backupKey);
  if (!backup || awaySince(backup, work.agentOf(backupKey)) !== undefined) return undefined;
  const afterMs = printer.backup.afterSeconds * 1000;
  return { printer, agent: work.agentOf(key), backup, afterMs };
}

/** Whether this job has had no printer for longer than its printer's people accept. */
export function isOverdue(job: OpenJob, { printer, agent, afterMs }: StandIn, nowMs: number) {
  const since = awaySince(printer, agent) ?? unreachableSince(job, agent);
  return since !== undefined && nowMs - since >= afterMs;
}

/** Whether the agent that has this job could not be asked about it for that long. */
export function isOutOfReach(job: OpenJob, { agent, afterMs }: StandIn, nowMs: number) {
  if (!agent || agent.agentId !== job.state.agentId) return false;
  const since = agent.connected ? unreachableSince(job, agent) : msOf(agent.since);
  return since !== undefined && nowMs - since >= afterMs;
}

/** Since when nothing can come out: blocked, failing, removed, or without its agent. */
function awaySince(printer: PrinterState, agent: AgentState | undefined): number | undefined {
  const { state, removed, since, breaker, reportedAt } = printer;
  const all = [
    ...(removed || state === "stopped" ? [since] : []),
    ...(breaker.state === "closed" ? [] : [breaker.since]),
    ...(agent?.connected ? [] : [agent?.since ?? reportedAt]),
  ];
  return all.length > 0 ? Math.min(...all.map(msOf)) : undefined;
}

/** The log has its agent as connected, but nobody answered for it: a gateway may have died with both. */
function unreachableSince(job: OpenJob, agent: AgentState | undefined): number | undefined {
  const { reason, heldSince, updatedAt } = job.state;
  const since = isInFlight(job) ? updatedAt : heldSince;
  if (reason !== "service-off-line" || !since || !agent) return undefined;
  return msOf(agent.since) > msOf(since) ? undefined : msOf(since);
}

import { isDeviceFailure, type AgentJob, type Outcome } from "@printermaster/contracts";
import { activeTraceparent } from "@printermaster/runtime";
import type { Failure } from "../domain/device-failure.ts";
import { giveBack } from "../domain/give-back.ts";
import type { PrintNeeds } from "./print-job.ts";

export const isOfDevice = (outcome: Outcome): outcome is Failure =>
  outcome.result === "failed" && isDeviceFailure(outcome.code);

/** The head's failure and everything behind it, in one transaction: half of it would be another order. */
export function giveBackLane(
  head: AgentJob,
  failure: Failure,
  { spool, now, onOutcome, log }: PrintNeeds,
): void {
  const behind = spool.waitingAt(head.printerId).filter(({ jobId }) => jobId !== head.jobId);
  const spooled = ({ jobId, attempt }: AgentJob) => ({
    jobId,
    attempt,
    history: spool.historyOf(jobId),
  });
  const ended = giveBack(spooled(head), failure, behind.map(spooled), now());
  const traces = new Map(behind.map(({ jobId, traceparent }) => [jobId, traceparent]));
  const traceOf = (jobId: string) =>
    jobId === head.jobId ? activeTraceparent() : traces.get(jobId);
  spool.commitAll(ended.map((one) => ({ ...one, traceparent: traceOf(one.jobId) })));
  const { jobId, attempt, correlationId, printerId } = head;
  const line = { event: "device-failed", jobId, correlationId, attempt, printerId };
  const returned = Math.max(0, ended.length - 1);
  log.warn({ ...line, code: failure.code, detail: failure.detail, returned }, "the device failed");
  onOutcome();
}

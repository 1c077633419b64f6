/** Jobs that nothing can come out of now say so: each once for each reason, a few at a time as the reason may go meanwhile. */
import type { HoldReason } from "@printermaster/contracts";
import type { Gate } from "../domain/gate.ts";
import { isInFlight, type OpenJob } from "../domain/open-job.ts";
import type { PrinterKey } from "../domain/printer-key.ts";
import type { SagaDeps } from "./ports.ts";
import { settle, type Step } from "./settle.ts";

const AT_ONCE = 32;

/** What the printer's gate keeps back, or `undefined` if there is nothing to say. */
export function holdAtGate(
  deps: SagaDeps,
  key: PrinterKey,
  gate: Gate,
): Promise<Step | undefined> | undefined {
  if (gate.kind === "only") return holdNew(deps, key, "printer-circuit-open", gate.jobId);
  if (gate.kind !== "nothing" || !gate.hold) return undefined;
  const reason = gate.hold;
  return hold(deps, key, reason, (job) =>
    // What was dispatched waits at a stopped printer as well.
    isInFlight(job)
      ? reason === "printer-stopped" && job.state.status === "processing"
      : job.state.reason !== reason,
  );
}

/** Every job that waits, whatever it said before. */
export const holdWaiting = (deps: SagaDeps, key: PrinterKey, reason: HoldReason) =>
  hold(deps, key, reason, (job) => !isInFlight(job) && job.state.reason !== reason);

/** The agent is away: also what was on its way to it, and what no session of it that we know of has acknowledged. */
export const holdOffLine = (deps: SagaDeps, key: PrinterKey) =>
  hold(deps, key, "service-off-line", (job) => {
    if (job.state.reason === "service-off-line") return false;
    return !isInFlight(job) || (!job.spooledIn && deps.work.agentFor(job)?.connected !== true);
  });

/** Those that have not said anything yet, as this reason may come and go. */
export const holdNew = (deps: SagaDeps, key: PrinterKey, reason: HoldReason, but?: string) =>
  hold(deps, key, reason, ({ state }) => state.status === "pending" && state.jobId !== but);

/**
 * Before a breaker opens: an owner that slept since the failure at this place in the log cannot dispatch any job as it knew
 * it. One that waited behind the breaker when it was open before says so again.
 */
export const holdSince = (deps: SagaDeps, key: PrinterKey, failedAt: number) =>
  hold(
    deps,
    key,
    "printer-circuit-open",
    (job) =>
      !isInFlight(job) && (job.state.reason !== "printer-circuit-open" || job.sequence < failedAt),
    true,
  );

async function hold(
  deps: SagaDeps,
  key: PrinterKey,
  reason: HoldReason,
  which: (job: OpenJob) => boolean,
  again = false,
): Promise<Step | undefined> {
  const jobs = deps.work.queueOf(key).filter(which).slice(0, AT_ONCE);
  for (const job of jobs) {
    const step = await settle(deps, job, { type: "HoldPrint", reason, again });
    if (step !== "more") return step;
  }
  return jobs.length > 0 ? "more" : undefined;
}

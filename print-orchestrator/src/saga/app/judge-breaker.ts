/** A printer's circuit breaker follows its outcomes; each change is a fact in the fleet's log, and only the log tells us of it. */
import type { PrinterState } from "@printermaster/contracts";
import { decidePrinter } from "../../fleet/app/decide-printer.ts";
import { FAILURES_TO_OPEN, openingsAfter, retryAfterMs } from "../../fleet/domain/breaker.ts";
import type { BreakerCommand } from "../../fleet/domain/printer.ts";
import { restsUntil } from "../domain/device-failures.ts";
import { gateOf, verdictOn, type Gate } from "../domain/gate.ts";
import type { OpenJob, PrinterKey } from "../domain/open-work.ts";
import { holdWaiting } from "./hold.ts";
import type { SagaDeps } from "./ports.ts";
import type { Step } from "./settle.ts";

/** `undefined` if there is nothing to change. */
export async function judgeBreaker(deps: SagaDeps, key: PrinterKey): Promise<Step | undefined> {
  const { failures } = deps.work;
  const printer = deps.work.printerOf(key);
  if (!printer) return undefined;
  // Another owner has heard more of the log than we have: what we know is no ground for a judgement.
  if ((printer.breaker.heard ?? 0) > failures.position) return "later";
  const verdict = verdictOn(printer.breaker, failures.of(key), FAILURES_TO_OPEN);
  if (verdict === "close") return change(deps, printer, { type: "CloseBreaker" });
  if (verdict !== "open") return undefined;
  // Before it opens, so that an owner that slept meanwhile cannot dispatch a job as it knew it.
  const held = await holdWaiting(deps, key, "printer-circuit-open");
  return held ?? open(deps, printer);
}

export function gateNow({ work, now }: SagaDeps, key: PrinterKey): Gate {
  const printer = work.printerOf(key);
  const breaker = printer?.breaker;
  const probe = breaker?.state === "half-open" ? breaker.probe : undefined;
  return gateOf(
    printer,
    probe ? work.queueOf(key).find(({ state }) => state.jobId === probe) : undefined,
    {
      now: now().getTime(),
      restsUntil: restsUntil(work.failures.of(key)),
      coolsUntil: breaker?.state === "open" ? Date.parse(breaker.retryAt) : 0,
    },
  );
}

function open(deps: SagaDeps, printer: PrinterState): Promise<Step> {
  const coolsMs = retryAfterMs(openingsAfter(printer.breaker), deps.chance());
  const retryAt = new Date(deps.now().getTime() + coolsMs).toISOString();
  return change(deps, printer, { type: "OpenBreaker", retryAt });
}

/** It goes out once the log tells that it is the probe, whoever owns the saga by then. */
export async function probeWith(deps: SagaDeps, key: PrinterKey, job: OpenJob): Promise<Step> {
  const printer = deps.work.printerOf(key);
  if (!printer) return "done";
  const { jobId, attempt } = job.state;
  return change(deps, printer, { type: "ProbeBreaker", jobId, attempt: attempt + 1 });
}

type Undated<C> = C extends BreakerCommand ? Omit<C, "at" | "seen" | "heard"> : never;

async function change(
  deps: SagaDeps,
  printer: PrinterState,
  command: Undated<BreakerCommand>,
): Promise<Step> {
  const judged = { seen: printer.breaker, heard: deps.work.failures.position };
  const at = deps.now().toISOString();
  const decided = await decidePrinter(deps, printer, { ...command, ...judged, at });
  if (!decided.ok || !decided.value.changed) return "later";
  const { printerId } = printer;
  const { breaker } = decided.value.printer ?? printer;
  deps.log.info({ event: "breaker", printerId, breaker }, `the breaker is ${breaker.state}`);
  return "done";
}

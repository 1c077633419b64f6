/** What a printer may be given now, and what its outcomes say of its circuit breaker. Blocked is not broken. */
import {
  isBlocked,
  type Breaker,
  type HoldReason,
  type PrinterState,
} from "@printermaster/contracts";
import type { Outcomes } from "./device-failures.ts";
import { isInFlight, type OpenJob } from "./open-job.ts";

export type Gate =
  | { readonly kind: "anything" }
  /** The next one that waits, once it is named as the probe. */
  | { readonly kind: "probe" }
  /** It is being probed with this job. */
  | { readonly kind: "only"; readonly jobId: string }
  | { readonly kind: "nothing"; readonly hold?: HoldReason; readonly until?: number };

export interface Times {
  readonly now: number;
  /** Its device has just failed. */
  readonly restsUntil: number;
  /** Its breaker is open. */
  readonly coolsUntil: number;
}

/** `probe`: the job of a half-open breaker, if it is still in this printer's queue. */
export function gateOf(
  printer: PrinterState | undefined,
  probe: OpenJob | undefined,
  { now, restsUntil, coolsUntil }: Times,
): Gate {
  if (!printer) return { kind: "anything" };
  if (isBlocked(printer)) return { kind: "nothing", hold: "printer-stopped" };
  const { breaker } = printer;
  switch (breaker.state) {
    case "closed":
      return restsUntil > now ? { kind: "nothing", until: restsUntil } : { kind: "anything" };
    case "open":
      if (coolsUntil <= now) return { kind: "probe" };
      return { kind: "nothing", hold: "printer-circuit-open", until: coolsUntil };
    case "half-open":
      if (isOver(probe, breaker.attempt)) return { kind: "probe" };
      return { kind: "only", jobId: breaker.probe };
  }
}

/** Ended, moved, given back, or without its document: it will tell nothing of the device. */
const isOver = (probe: OpenJob | undefined, attempt: number): boolean =>
  !probe || (!isInFlight(probe) && (probe.aside === true || probe.state.attempt >= attempt));

export function verdictOn(
  breaker: Breaker,
  { completed, failures }: Outcomes,
  failuresToOpen: number,
): "open" | "close" | undefined {
  if (breaker.state === "closed") return failures.length >= failuresToOpen ? "open" : undefined;
  if (completed > (breaker.heard ?? 0)) return "close";
  if (breaker.state === "open") return undefined;
  const { probe, attempt } = breaker;
  const failed = failures.some((one) => one.jobId === probe && one.attempt >= attempt);
  return failed ? "open" : undefined;
}

/** A printer's circuit breaker follows its outcomes; each change is a fact in the fleet's log, and only the log tells us of it. */
import type { PrinterState } from "@printermaster/contracts";
import { decidePrinter } from "../../fleet/app/decide-printer.ts";
import { FAILURES_TO_OPEN, openingsAfter, retryAfterMs } from "../../fleet/domain/breaker.ts";
import type { BreakerCommand } from "../../fleet/domain/printer.ts";
import { restsUntil, type Outcomes } from "../domain/device-failures.ts";
import { gateOf, verdictOn, type Gate } from "../domain/gate.ts";
import type { OpenJob } from "../domain/open-job.ts";
import type { PrinterKey } from "../domain/printer-key.ts";
import { holdSince } from "./hold.ts";
import type { SagaDeps } from "./ports.ts";
import type { Step } from "./settle.ts";

/** As it was when it was judged: while something is waited for, more may be told of it. */
interface KnownPrinter {
  readonly printer: PrinterState;
  readonly heard: number;
}

/** `undefined` if there is nothing to change. */
export async function judgeBreaker(deps: SagaDeps, key: PrinterKey): Promise<Step | undefined> {
  const { failures } = deps.work;
  const printer = deps.work.printerOf(key);
  if (!printer) return undefined;
  const known = { printer, heard: failures.position };
  // Another owner has heard more of the log than we have: what we know is no ground for a judgement.
  if ((printer.breaker.heard ?? 0) > known.heard) return "later";
  const verdict = verdictOn(printer.breaker, failures.of(key), FAILURES_TO_OPEN);
  if (verdict === "close") return change(deps, known, { type: "CloseBreaker" });
  if (verdict !== "open") return undefined;
  // Where it was open before, all that waits was held since the failure that opened it first.
  const failedAt = printer.breaker.state === "closed" ? lastFailureOf(deps, key) : 0;
  const held = await holdSince(deps, key, failedAt);
  return held ?? open(deps, known);
}

const lastFailureOf = ({ work }: SagaDeps, key: PrinterKey): number =>
  work.failures.of(key).failures.at(-1)?.sequence ?? 0;

export interface GateNow {
  readonly gate: Gate;
  readonly known: KnownPrinter | undefined;
}

export function gateNow({ work, now }: SagaDeps, key: PrinterKey): GateNow {
  const printer = work.printerOf(key);
  const breaker = printer?.breaker;
  const probe = breaker?.state === "half-open" ? breaker.probe : undefined;
  const gate = gateOf(
    printer,
    probe ? work.queueOf(key).find(({ state }) => state.jobId === probe) : undefined,
    {
      now: now().getTime(),
      restsUntil:
        printer && isWellAgain(printer, work.failures.of(key))
          ? 0
          : restsUntil(work.failures.of(key)),
      coolsUntil: breaker?.state === "open" ? Date.parse(breaker.retryAt) : 0,
    },
  );
  return { gate, known: printer && { printer, heard: work.failures.position } };
}

/** Its agent says so since the last failure: no need to let it rest. */
const isWellAgain = ({ state, since }: PrinterState, { failures }: Outcomes): boolean =>
  state === "idle" && Date.parse(since) > (failures.at(-1)?.at ?? 0);

function open(deps: SagaDeps, known: KnownPrinter): Promise<Step> {
  const coolsMs = retryAfterMs(openingsAfter(known.printer.breaker), deps.chance());
  const retryAt = new Date(deps.now().getTime() + coolsMs).toISOString();
  return change(deps, known, { type: "OpenBreaker", retryAt });
}

/** It goes out once the log tells that it is the probe, whoever owns the saga by then. */
export function probeWith(deps: SagaDeps, known: KnownPrinter, job: OpenJob): Promise<Step> {
  const { jobId, attempt } = job.state;
  return change(deps, known, { type: "ProbeBreaker", jobId, attempt: attempt + 1 });
}

type Undated<C> = C extends BreakerCommand ? Omit<C, "at" | "seen" | "heard"> : never;

async function change(
  deps: SagaDeps,
  { printer, heard }: KnownPrinter,
  command: Undated<BreakerCommand>,
): Promise<Step> {
  const judged = { seen: printer.breaker, heard };
  const at = deps.now().toISOString();
  const decided = await decidePrinter(deps, printer, { ...command, ...judged, at });
  if (!decided.ok || !decided.value.changed) return "later";
  const { printerId } = printer;
  const { breaker } = decided.value.printer ?? printer;
  deps.log.info({ event: "breaker", printerId, breaker }, `the breaker is ${breaker.state}`);
  return "done";
}

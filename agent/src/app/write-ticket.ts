/** From connecting to the printer's last word, with all waiting for one that is blocked, and patience with one in trouble. */
import type { AgentJob } from "@printermaster/contracts";
import { activeTraceparent, inSpan } from "@printermaster/runtime";
import { failureOf, reasonOf, type Failure } from "../domain/device-failure.ts";
import { deadlineOf } from "./deadline.ts";
import { execute } from "./execute.ts";
import type { Printer, PrintResult, Ticket } from "./ports.ts";
import type { LaneSide, PrintNeeds } from "./print-job.ts";
import { attributesOf } from "./span-attributes.ts";

export interface Attempted {
  readonly result: PrintResult;
  /** Given up on the device, before the first byte. */
  readonly failure?: Failure;
  readonly startedAt: number;
  readonly released: Promise<readonly string[]>;
}

/** `undefined` if it must not be tried again. */
export function writeTicket(
  job: AgentJob,
  bytes: Uint8Array,
  printer: Printer,
  needs: PrintNeeds,
  lane: LaneSide,
): Promise<Attempted | undefined> {
  const attributes = { ...attributesOf(job), ...printer.place, "print.bytes": bytes.length };
  return inSpan("agent.write", { kind: "CLIENT", attributes }, async (span) => {
    let startedAt = 0;
    const mayBegin = () => {
      startedAt = needs.now();
      if (!begin(job, startedAt, needs)) return false;
      lane.printing();
      span.addEvent("first_byte");
      return true;
    };
    const patienceMs = Math.max(0, deadlineOf(job) - needs.now());
    const lastByteLeft = () => void span.addEvent("cut_sent");
    const blocked = (reasons: readonly string[]) => {
      span.addEvent(reasons.length > 0 ? "blocked" : "goes_on", { reasons: [...reasons] });
      if (reasons.length > 0) lane.stopped(reasons);
      else lane.printing();
    };
    const attempted = await tryTicket(job, printer, needs, lane, {
      bytes,
      mayBegin,
      lastByteLeft,
      blocked,
      patienceMs,
    });
    span.setAttribute("print.outcome", attempted?.result.kind ?? "waiting");
    if (attempted?.failure) span.addEvent("device_failed", { code: attempted.failure.code });
    return attempted && { ...attempted, startedAt };
  });
}

async function tryTicket(
  job: AgentJob,
  printer: Printer,
  { bridge }: PrintNeeds,
  lane: LaneSide,
  ticket: Ticket,
): Promise<Omit<Attempted, "startedAt"> | undefined> {
  const { jobId, attempt } = job;
  let troubleSince: number | undefined;
  for (let tries = 0; ; tries++) {
    bridge.progress({ jobId, attempt, step: "connecting" });
    const begun = performance.now();
    const { result, released } = await printer.print(ticket);
    let mostMs = Infinity;
    if (result.kind === "stopped") {
      troubleSince = undefined;
      lane.stopped(result.reasons);
    } else if (result.kind === "failed") {
      const lastedMs = performance.now() - (troubleSince ??= begun);
      const failure = failureOf(result.trouble, lastedMs, lane.patienceMs);
      if (failure) {
        lane.stopped([reasonOf[result.trouble.kind]]);
        return { result, failure, released };
      }
      mostMs = lane.patienceMs - lastedMs;
    } else return { result, released };
    await released;
    // Once the roll is changed nobody should wait: who can say what it wants is asked at a steady pace.
    const triesInVain = result.kind === "failed" ? tries : 0;
    if (!(await lane.mayTryAgain(job, triesInVain, mostMs))) return undefined;
  }
}

/** The commit that must be on disk before the first byte: whatever comes now, this attempt never prints again. */
function begin(job: AgentJob, now: number, needs: PrintNeeds): boolean {
  const { jobId, attempt } = job;
  const command = { type: "Begin", attempt, deadline: deadlineOf(job), now } as const;
  const done = execute(needs.spool, jobId, command, activeTraceparent());
  if ("refused" in done) return false;
  const begun = done.events.some(({ type }) => type === "PrintingBegan");
  if (begun) needs.bridge.progress({ jobId, attempt, step: "sending" });
  else needs.onOutcome();
  return begun;
}

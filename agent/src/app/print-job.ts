/** One attempt from document to outcome. Nothing before `Begin` leaves a trace on paper, everything after it may. */
import { profileOf, type AgentJob, type Outcome } from "@printermaster/contracts";
import { composeDocument } from "@printermaster/receipts";
import { activeTraceparent, inSpan, sha256Hex, type Log } from "@printermaster/runtime";
import { execute } from "./execute.ts";
import { giveBackLane, isOfDevice } from "./give-back.ts";
import type { Bridge, Now, Printer, Spool } from "./ports.ts";
import { attributesOf } from "./span-attributes.ts";
import { whenThereIsRoom } from "./when-there-is-room.ts";
import { writeTicket, type Attempted } from "./write-ticket.ts";

export interface PrintNeeds {
  readonly spool: Spool;
  readonly bridge: Pick<Bridge, "progress">;
  readonly onOutcome: () => void;
  readonly now: Now;
  readonly log: Log;
}

/** What the printer's lane is told, and asked. */
export interface LaneSide {
  readonly printing: () => void;
  readonly stopped: (reasons: readonly string[]) => void;
  readonly released: (reasons: readonly string[]) => void;
  /** How long a device may be in trouble before an attempt is given up. */
  readonly patienceMs: number;
  /** Comes back when the time for another try has come, with `false` if there must not be one. */
  readonly mayTryAgain: (job: AgentJob, tries: number, mostMs: number) => Promise<boolean>;
}

export function printJob(
  job: AgentJob,
  printer: Printer,
  needs: PrintNeeds,
  lane: LaneSide,
): Promise<void> {
  const attributes = attributesOf(job);
  return inSpan("agent.print", { parent: job.traceparent, attributes }, async (span) => {
    const end = async (outcome: Outcome | undefined) => {
      span.setAttribute("print.outcome", outcome?.result ?? "waiting");
      if (outcome) await whenThereIsRoom(() => conclude(job, outcome, needs), needs.log);
    };
    const bytes = await compose(job, printer).catch((error: unknown) => String(error));
    if (typeof bytes === "string")
      return end({ result: "failed", code: "unprintable", detail: bytes.slice(0, 500) });
    const attempted = await writeTicket(job, bytes, printer, needs, lane);
    if (!attempted) return end(undefined);
    await end(outcomeOf(attempted, bytes, needs.now()));
    const reasons = await attempted.released;
    if (!attempted.failure) lane.released(reasons);
  });
}

function compose(job: AgentJob, printer: Printer): Promise<Uint8Array> {
  const profile = profileOf(printer.description);
  return inSpan("agent.compose", { attributes: attributesOf(job) }, async (span) => {
    const bytes = await composeDocument(job.document, profile, job.banner);
    span.setAttribute("print.bytes", bytes.length);
    return bytes;
  });
}

function outcomeOf(
  { result, failure, startedAt }: Attempted,
  bytes: Uint8Array,
  endedAt: number,
): Outcome | undefined {
  switch (result.kind) {
    case "printed":
      return {
        result: "completed",
        proof: result.proof,
        paperHash: sha256Hex(bytes),
        bytes: bytes.length,
        startedAt: new Date(startedAt).toISOString(),
        endedAt: new Date(endedAt).toISOString(),
      };
    case "unconfirmed":
      return { result: "unconfirmed", cause: result.cause.slice(0, 500) };
    case "failed":
      return failure;
    case "withheld":
    case "stopped":
      return undefined;
  }
}

function conclude(job: AgentJob, outcome: Outcome, needs: PrintNeeds): void {
  if (isOfDevice(outcome)) return giveBackLane(job, outcome, needs);
  const { jobId, attempt, correlationId } = job;
  const command = { type: "Finish", attempt, outcome, now: needs.now() } as const;
  const done = execute(needs.spool, jobId, command, activeTraceparent());
  const line = { event: "outcome", jobId, correlationId, attempt, outcome };
  if ("refused" in done) needs.log.warn({ ...line, code: done.refused }, "ended before");
  else needs.log.info(line, outcome.result);
  needs.onOutcome();
}

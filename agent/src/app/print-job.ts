/** One attempt from document to outcome. Nothing before `Begin` leaves a trace on paper, everything after it may. */
import { DEFAULT_PRINTER_PROFILE, type AgentJob, type Outcome } from "@printermaster/contracts";
import { composeDocument } from "@printermaster/receipts";
import { activeTraceparent, inSpan, sha256Hex, type Log } from "@printermaster/runtime";
import { deadlineOf } from "./deadline.ts";
import { execute } from "./execute.ts";
import type { Bridge, Now, Printer, PrintResult, Spool, Ticket } from "./ports.ts";
import { attributesOf } from "./span-attributes.ts";

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
  /** Comes back when the time for another try has come, with `false` if there must not be one. */
  readonly mayTryAgain: (job: AgentJob, tries: number) => Promise<boolean>;
}

interface Attempted {
  readonly result: PrintResult;
  readonly startedAt: number;
  readonly released: Promise<readonly string[]>;
}

export function printJob(
  job: AgentJob,
  printer: Printer,
  needs: PrintNeeds,
  lane: LaneSide,
): Promise<void> {
  const attributes = attributesOf(job);
  return inSpan("agent.print", { parent: job.traceparent, attributes }, async (span) => {
    const end = (outcome: Outcome | undefined) => {
      span.setAttribute("print.outcome", outcome?.result ?? "waiting");
      if (outcome) conclude(job, outcome, needs);
    };
    const bytes = await compose(job, printer).catch((error: unknown) => String(error));
    if (typeof bytes === "string")
      return end({ result: "failed", code: "unprintable", detail: bytes.slice(0, 500) });
    const attempted = await write(job, bytes, printer, needs, lane);
    if (!attempted) return end(undefined);
    end(outcomeOf(attempted, bytes, needs.now()));
    lane.released(await attempted.released);
  });
}

function compose(job: AgentJob, printer: Printer): Promise<Uint8Array> {
  const profile = { ...DEFAULT_PRINTER_PROFILE, columns: printer.description.columns };
  return inSpan("agent.compose", { attributes: attributesOf(job) }, async (span) => {
    const bytes = composeDocument(job.document, profile, job.banner);
    span.setAttribute("print.bytes", bytes.length);
    return bytes;
  });
}

/** From connecting to the printer's last word, with all waiting for a stopped one. */
function write(
  job: AgentJob,
  bytes: Uint8Array,
  printer: Printer,
  needs: PrintNeeds,
  lane: LaneSide,
): Promise<Attempted | undefined> {
  const { jobId, attempt } = job;
  const { host, port } = printer.address;
  const place = { "print.bytes": bytes.length, "server.address": host, "server.port": port };
  const attributes = { ...attributesOf(job), ...place };
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
    const ticket: Ticket = { bytes, mayBegin, lastByteLeft, patienceMs };
    for (let tries = 0; ; tries++) {
      needs.bridge.progress({ jobId, attempt, step: "connecting" });
      const { result, released } = await printer.print(ticket);
      span.setAttribute("print.outcome", result.kind);
      if (result.kind !== "stopped") return { result, startedAt, released };
      lane.stopped(result.reasons);
      span.addEvent("printer_stopped", { reasons: [...result.reasons] });
      await released;
      if (!(await lane.mayTryAgain(job, tries))) return undefined;
    }
  });
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

function outcomeOf(
  { result, startedAt }: Attempted,
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
    case "withheld":
    case "stopped":
      return undefined;
  }
}

function conclude(job: AgentJob, outcome: Outcome, needs: PrintNeeds): void {
  const { jobId, attempt, correlationId } = job;
  const command = { type: "Finish", attempt, outcome, now: needs.now() } as const;
  const done = execute(needs.spool, jobId, command, activeTraceparent());
  const line = { event: "outcome", jobId, correlationId, attempt, outcome };
  if ("refused" in done) needs.log.warn({ ...line, code: done.refused }, "ended before");
  else needs.log.info(line, outcome.result);
  needs.onOutcome();
}

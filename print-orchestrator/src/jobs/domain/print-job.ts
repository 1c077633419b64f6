/** The life of a print: which command is taken in which state, what it leads to, and the state after it. */
import type {
  Actor,
  Decider,
  Decision,
  JobClass,
  JobEvent,
  JobState,
  JobStatus,
  Outcome,
} from "@printermaster/contracts";
import { hasEnded } from "@printermaster/contracts";

export type PrintJob = JobState | undefined;
export type PrintEvent = JobEvent & { readonly at: string };

export interface SubmitPrint {
  readonly type: "SubmitPrint";
  readonly at: string;
  readonly jobId: string;
  readonly company: string;
  readonly branch: string;
  readonly correlationId: string;
  readonly traceId: string | undefined;
  readonly printerId: string;
  readonly class: JobClass;
  readonly title: string;
  readonly documentKind: string;
  readonly bodyHash: string;
  readonly submittedBy: Actor;
  readonly expiresAt: string;
}

export type PrintCommand =
  | SubmitPrint
  | {
      readonly type: "HoldPrint";
      readonly at: string;
      readonly reason: "service-off-line" | "printer-stopped";
    }
  | {
      readonly type: "DispatchPrint";
      readonly at: string;
      readonly agentId: string;
      readonly session: string;
      readonly spoolGeneration: number;
    }
  | {
      readonly type: "RecordOutcome";
      readonly at: string;
      readonly agentId: string;
      readonly attempt: number;
      readonly outcome: Outcome;
    }
  | { readonly type: "GiveUpPrint"; readonly at: string; readonly cause: string }
  | { readonly type: "ExpirePrint"; readonly at: string };

type CommandType = PrintCommand["type"];

const waiting: readonly CommandType[] = [
  "HoldPrint",
  "DispatchPrint",
  "ExpirePrint",
  "RecordOutcome",
];
const moving: readonly CommandType[] = ["HoldPrint", "RecordOutcome", "GiveUpPrint"];

/** Paper may have moved once a job is processing: from there it can only be settled, never expire. */
export const accepts: Record<JobStatus | "absent", readonly CommandType[]> = {
  absent: ["SubmitPrint"],
  pending: waiting,
  "pending-held": waiting,
  processing: moving,
  "processing-stopped": moving,
  // Only an unknown result can still be settled, by a late truth.
  aborted: ["RecordOutcome"],
  canceled: [],
  completed: [],
};

export const printJob: Decider<PrintJob, PrintCommand, PrintEvent> = {
  initial: undefined,
  decide,
  evolve,
};

function decide(job: PrintJob, command: PrintCommand): Decision<PrintEvent> {
  if (!accepts[job?.status ?? "absent"].includes(command.type))
    return { refused: job ? "already-ended" : "unknown-job" };
  switch (command.type) {
    case "SubmitPrint": {
      const { type: _, at, traceId, ...data } = command;
      return one({
        type: "PrintSubmitted",
        at,
        data: { ...data, ...(traceId ? { traceId } : {}) },
      });
    }
    case "HoldPrint":
      if (job?.status === "pending-held" && job.reason === command.reason) return { events: [] };
      return one({ type: "PrintHeld", at: command.at, data: { reason: command.reason } });
    case "DispatchPrint": {
      const { type: _, at, ...route } = command;
      // The same attempt again: a held one was never delivered, so no paper can carry it.
      return one({
        type: "PrintDispatched",
        at,
        data: { attempt: Math.max(1, job?.attempt ?? 1), ...route },
      });
    }
    case "RecordOutcome":
      return decideOutcome(job, command);
    case "GiveUpPrint":
      return one({
        type: "PrintUnconfirmed",
        at: command.at,
        data: { attempt: job?.attempt ?? 1, cause: command.cause },
      });
    case "ExpirePrint":
      return one({ type: "PrintExpired", at: command.at, data: {} });
  }
}

/** A report of another attempt, or of one already settled, changes nothing; a stranger's is refused. */
function decideOutcome(
  job: PrintJob,
  { agentId, attempt, outcome, at }: Extract<PrintCommand, { type: "RecordOutcome" }>,
): Decision<PrintEvent> {
  if (!job || job.attempt === 0 || job.agentId !== agentId)
    return { refused: "not-dispatched-here" };
  const settled = hasEnded(job.status) && job.reason !== "print-result-unknown";
  if (attempt !== job.attempt || settled) return { events: [] };
  switch (outcome.result) {
    case "completed": {
      const { result: _, ...data } = outcome;
      return one({ type: "PrintCompleted", at, data: { attempt, ...data } });
    }
    case "failed":
      return one({
        type: "PrintFailed",
        at,
        data: { attempt, code: outcome.code, detail: outcome.detail },
      });
    case "unconfirmed":
      if (hasEnded(job.status)) return { events: [] };
      return one({ type: "PrintUnconfirmed", at, data: { attempt, cause: outcome.cause } });
  }
}

const one = (event: PrintEvent): Decision<PrintEvent> => ({ events: [event] });

function evolve(job: PrintJob, event: PrintEvent): PrintJob {
  if (event.type === "PrintSubmitted")
    return {
      ...event.data,
      status: "pending",
      reason: "none",
      attempt: 0,
      submittedAt: event.at,
      updatedAt: event.at,
    };
  if (!job) throw new Error(`${event.type} before PrintSubmitted`);
  return { ...job, ...changeOf(event), updatedAt: event.at };
}

function changeOf(event: Exclude<PrintEvent, { type: "PrintSubmitted" }>): Partial<JobState> {
  switch (event.type) {
    case "PrintHeld":
      return { status: "pending-held", reason: event.data.reason };
    case "PrintDispatched":
      return { status: "processing", reason: "job-outgoing", ...event.data };
    case "PrintCompleted":
      return {
        status: "completed",
        reason: "job-completed-successfully",
        proof: event.data.proof,
        paperHash: event.data.paperHash,
      };
    case "PrintFailed":
      return {
        status: "aborted",
        reason: event.data.code === "expired" ? "job-expired" : "aborted-by-system",
        detail: event.data.detail,
      };
    case "PrintUnconfirmed":
      return { status: "aborted", reason: "print-result-unknown", detail: event.data.cause };
    case "PrintExpired":
      return { status: "aborted", reason: "job-expired" };
  }
}

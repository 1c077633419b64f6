/** The life of a print: which command is taken in which state, what it leads to, and the state after it. */
import {
  hasEnded,
  isTransient,
  type Actor,
  type Decider,
  type Decision,
  type JobEvent,
  type JobState,
  type JobStatus,
} from "@printermaster/contracts";
import type { AnswerRevoke, CancelPrint, PrintCommand, RecordOutcome } from "./print-commands.ts";

export type { PrintCommand, SubmitPrint } from "./print-commands.ts";

export type PrintJob = JobState | undefined;
export type PrintEvent = JobEvent & { readonly at: string };

type CommandType = PrintCommand["type"];

const waiting: readonly CommandType[] = [
  "HoldPrint",
  "DispatchPrint",
  "ExpirePrint",
  "CancelPrint",
  "RecordOutcome",
];
const moving: readonly CommandType[] = [
  "HoldPrint",
  "RecordOutcome",
  "GiveUpPrint",
  "CancelPrint",
  "AnswerRevoke",
];

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

/** A device that failed this often is not asked again by itself. */
export const MOST_ATTEMPTS = 3;

export const printJob: Decider<PrintJob, PrintCommand, PrintEvent> = {
  initial: undefined,
  decide,
  evolve,
};

function decide(job: PrintJob, command: PrintCommand): Decision<PrintEvent> {
  if (!accepts[job?.status ?? "absent"].includes(command.type))
    return { refused: job ? "already-ended" : "unknown-job" };
  const { at } = command;
  switch (command.type) {
    case "SubmitPrint": {
      const { type: _, at: __, traceId, ...data } = command;
      return one({
        type: "PrintSubmitted",
        at,
        data: { ...data, ...(traceId ? { traceId } : {}) },
      });
    }
    case "HoldPrint":
      if (job?.reason === command.reason) return NOTHING;
      return one({ type: "PrintHeld", at, data: { reason: command.reason } });
    case "DispatchPrint": {
      const { agentId, session, spoolGeneration } = command;
      const data = { attempt: nextAttempt(job), agentId, session, spoolGeneration };
      return one({ type: "PrintDispatched", at, data });
    }
    case "RecordOutcome":
      return decideOutcome(job, command);
    case "GiveUpPrint": {
      const data = { attempt: Math.max(1, job?.attempt ?? 1), cause: command.cause };
      return one({ type: "PrintUnconfirmed", at, data });
    }
    case "ExpirePrint":
      return one({ type: "PrintExpired", at, data: {} });
    case "CancelPrint":
      return decideCancel(job, command);
    case "AnswerRevoke":
      return decideRevoked(job, command);
  }
}

/** Another attempt begins only after the reported failure of the last one. */
const nextAttempt = (job: PrintJob): number => (job?.attemptOver ? job.attempt + 1 : 1);

/** A report of another attempt, or of one already settled, changes nothing; a stranger's is refused. */
function decideOutcome(
  job: PrintJob,
  { agentId, attempt, outcome, at }: RecordOutcome,
): Decision<PrintEvent> {
  if (!job || job.attempt === 0 || job.agentId !== agentId)
    return { refused: "not-dispatched-here" };
  const settled =
    job.attemptOver || (hasEnded(job.status) && job.reason !== "print-result-unknown");
  if (attempt !== job.attempt || settled) return NOTHING;
  switch (outcome.result) {
    case "completed": {
      const { result: _, ...data } = outcome;
      return one({ type: "PrintCompleted", at, data: { attempt, ...data } });
    }
    case "failed": {
      const { code, detail } = outcome;
      if (job.cancelRequestedBy && !hasEnded(job.status))
        return canceled(at, job.cancelRequestedBy);
      const again = isTransient(code) && attempt < MOST_ATTEMPTS && !hasEnded(job.status);
      const type = again ? "PrintAttemptFailed" : "PrintFailed";
      return one({ type, at, data: { attempt, code, detail } });
    }
    case "unconfirmed":
      if (hasEnded(job.status)) return NOTHING;
      return one({ type: "PrintUnconfirmed", at, data: { attempt, cause: outcome.cause } });
  }
}

/** What was never delivered is canceled at once; what was, only if its agent can promise that it will not begin. */
function decideCancel(job: PrintJob, { at, canceledBy }: CancelPrint): Decision<PrintEvent> {
  if (job?.status.startsWith("pending")) return canceled(at, canceledBy);
  if (job?.cancelRequestedBy) return NOTHING;
  return one({ type: "PrintCancelRequested", at, data: { canceledBy } });
}

function decideRevoked(
  job: PrintJob,
  { at, attempt, revoked, state }: AnswerRevoke,
): Decision<PrintEvent> {
  if (!job?.cancelRequestedBy || attempt !== job.attempt) return NOTHING;
  if (revoked) return canceled(at, job.cancelRequestedBy);
  return one({ type: "PrintCancelRefused", at, data: { attempt, state: state ?? "printing" } });
}

const canceled = (at: string, canceledBy: Actor): Decision<PrintEvent> =>
  one({ type: "PrintCanceled", at, data: { canceledBy } });

const NOTHING: Decision<PrintEvent> = { events: [] };
const one = (event: PrintEvent): Decision<PrintEvent> => ({ events: [event] });

function evolve(job: PrintJob, event: PrintEvent): PrintJob {
  const { at } = event;
  if (event.type === "PrintSubmitted") {
    const times = { submittedAt: at, updatedAt: at };
    return { ...event.data, status: "pending", reason: "none", attempt: 0, ...times };
  }
  if (!job) throw new Error(`${event.type} before PrintSubmitted`);
  return { ...job, ...changeOf(job, event), updatedAt: at };
}

function changeOf(
  job: JobState,
  event: Exclude<PrintEvent, { type: "PrintSubmitted" }>,
): Partial<JobState> {
  const { type, data, at } = event;
  switch (type) {
    case "PrintHeld": {
      // Dispatched already: it waits, but somebody may have it all the same.
      const inFlight = job.status.startsWith("processing");
      return { status: inFlight ? "processing-stopped" : "pending-held", reason: data.reason };
    }
    case "PrintDispatched":
      return { ...data, ...PROCESSING, dispatchedAt: at, attemptOver: false };
    case "PrintCompleted": {
      const { proof, paperHash } = data;
      return { status: "completed", reason: "job-completed-successfully", proof, paperHash };
    }
    case "PrintFailed": {
      const reason = data.code === "expired" ? "job-expired" : "aborted-by-system";
      return { status: "aborted", reason, detail: data.detail };
    }
    case "PrintAttemptFailed":
      return { ...STOPPED, attemptOver: true, detail: data.detail };
    case "PrintUnconfirmed":
      return { status: "aborted", reason: "print-result-unknown", detail: data.cause };
    case "PrintExpired":
      return { status: "aborted", reason: "job-expired" };
    case "PrintCancelRequested":
      return { cancelRequestedBy: data.canceledBy };
    case "PrintCancelRefused":
      return { cancelRequestedBy: undefined };
    case "PrintCanceled":
      return { status: "canceled", reason: "job-canceled-by-user" };
  }
}

const PROCESSING = { status: "processing", reason: "job-outgoing" } as const;
const STOPPED = { status: "pending-held", reason: "printer-stopped" } as const;

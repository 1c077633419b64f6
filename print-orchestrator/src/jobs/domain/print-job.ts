/** The life of a print: which command is taken in which state, what it leads to, and the state after it. */
import type {
  Actor,
  Decider,
  Decision,
  JobEvent,
  JobState,
  JobStatus,
} from "@printermaster/contracts";
import { decideOutcome, decideRevoked } from "./attempt-reports.ts";
import { isLasting, isNeverRepeated } from "./job-classes.ts";
import type { CancelPrint, PrintCommand, RetryPrint } from "./print-commands.ts";
import { stateAfter } from "./state-after.ts";

export type { PrintCommand, SubmitPrint } from "./print-commands.ts";

export type PrintJob = JobState | undefined;
export type PrintEvent = JobEvent & { readonly at: string };

type CommandType = PrintCommand["type"];

const waiting: readonly CommandType[] = [
  "HoldPrint",
  "DispatchPrint",
  "ReroutePrint",
  "ExpirePrint",
  "DropPrint",
  "CancelPrint",
  "RecordOutcome",
  "EndUnreadable",
];
const moving: readonly CommandType[] = [
  "HoldPrint",
  "RecordOutcome",
  "GiveUpPrint",
  "CancelPrint",
  "AnswerRevoke",
  "EndUnreadable",
];

/** Paper may have moved once a job is processing: from there it can only be settled, never expire. */
export const accepts: Record<JobStatus | "absent", readonly CommandType[]> = {
  absent: ["SubmitPrint"],
  pending: waiting,
  "pending-held": waiting,
  processing: moving,
  "processing-stopped": moving,
  // An unknown result can still be settled, by a late truth; what could not be delivered, by a person.
  aborted: ["RecordOutcome", "RetryPrint", "DiscardPrint"],
  canceled: [],
  // The same outcome again, as its first answer was lost: it changes nothing, and its agent may forget it.
  completed: ["RecordOutcome"],
};

export const printJob: Decider<PrintJob, PrintCommand, PrintEvent> = {
  initial: undefined,
  decide,
  evolve,
};

function decide(job: PrintJob, command: PrintCommand): Decision<PrintEvent> {
  if (!accepts[job?.status ?? "absent"].includes(command.type))
    return { refused: job ? notTaken(command) : "unknown-job" };
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
      if (job?.reason === command.reason && !command.again) return NOTHING;
      return one({ type: "PrintHeld", at, data: { reason: command.reason } });
    case "DispatchPrint": {
      const { agentId, session, spoolGeneration, spoolCounter, printerId } = command;
      if (printerId && printerId !== job?.printerId) return NOTHING;
      const data = { attempt: nextAttempt(job), agentId, session, spoolGeneration, spoolCounter };
      return one({ type: "PrintDispatched", at, data });
    }
    case "RecordOutcome":
      return decideOutcome(job, command);
    case "GiveUpPrint": {
      const data = { attempt: Math.max(1, job?.attempt ?? 1), cause: command.cause };
      return one({ type: "PrintUnconfirmed", at, data });
    }
    case "ExpirePrint":
      return one({ type: "PrintExpired", at, data: { cause: "deadline" } });
    case "DropPrint": {
      const { listedOn } = command;
      const data = { cause: "backlog", ...(listedOn ? { listedOn } : {}) } as const;
      return one({ type: "PrintExpired", at, data });
    }
    case "CancelPrint":
      return decideCancel(job, command);
    case "AnswerRevoke":
      return decideRevoked(job, command);
    case "ReroutePrint": {
      const { fromName, to } = command;
      if (!job || job.printerId === to || !mayMove(job)) return NOTHING;
      return one({ type: "PrintRerouted", at, data: { from: job.printerId, fromName, to } });
    }
    case "RetryPrint":
      return decideRetry(job, command);
    case "DiscardPrint":
      if (job?.deadLetter === "discarded") return NOTHING;
      if (job?.deadLetter !== "waiting") return { refused: "not-a-dead-letter" };
      return one({ type: "PrintDiscarded", at, data: { discardedBy: command.discardedBy } });
    case "EndUnreadable": {
      const { type: _, at: __, ...data } = command;
      return one({ type: "PrintUnreadable", at, data });
    }
  }
}

const notTaken = ({ type }: PrintCommand) =>
  type === "RetryPrint" || type === "DiscardPrint" ? "not-a-dead-letter" : "already-ended";

/** Another attempt begins only after the reported failure, or the committed revoke, of the last one. */
const nextAttempt = (job: PrintJob): number => (job?.attemptOver ? job.attempt + 1 : 1);

/** Once, so that no job wanders; a test is of its own printer, and a kick of its own drawer. */
export const mayMove = (job: JobState): boolean => isLasting(job.class) && !job.standsInFor;

/** What was never delivered is canceled at once; what was, only if its agent can promise that it will not begin. */
function decideCancel(job: PrintJob, { at, canceledBy }: CancelPrint): Decision<PrintEvent> {
  if (job?.status.startsWith("pending")) return canceled(at, canceledBy);
  if (job?.cancelRequestedBy) return NOTHING;
  return one({ type: "PrintCancelRequested", at, data: { canceledBy } });
}

/** Only of what certainly never came out. */
function decideRetry(job: PrintJob, { at, as, retriedBy }: RetryPrint): Decision<PrintEvent> {
  if (job && isNeverRepeated(job.class)) return { refused: "never-repeated" };
  if (job?.deadLetter === "retried") return NOTHING;
  if (job?.reason === "print-result-unknown") return { refused: "may-have-printed" };
  if (job?.deadLetter !== "waiting") return { refused: "not-a-dead-letter" };
  return one({ type: "PrintRetried", at, data: { as, retriedBy } });
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
  return { ...job, ...stateAfter(job, event), updatedAt: at };
}

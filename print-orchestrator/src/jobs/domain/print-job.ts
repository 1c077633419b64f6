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
import { isNeverRepeated } from "./job-classes.ts";
import { decideDispatch, decideHold, decideReroute } from "./placing.ts";
import type {
  CancelPrint,
  DiscardPrint,
  PrintCommand,
  RetryPrint,
  SubmitPrint,
} from "./print-commands.ts";
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
    case "SubmitPrint":
      return decideSubmit(command);
    case "HoldPrint":
      return decideHold(job, command);
    case "DispatchPrint":
      return decideDispatch(job, command);
    case "ReroutePrint":
      return decideReroute(job, command);
    case "RecordOutcome":
      return decideOutcome(job, command);
    case "GiveUpPrint": {
      const data = { attempt: Math.max(1, job?.attempt ?? 1), cause: command.cause };
      return one({ type: "PrintUnconfirmed", at, data });
    }
    case "ExpirePrint":
      return one({ type: "PrintExpired", at, data: { cause: "deadline" } });
    case "DropPrint": {
      const { type: _, at: __, ...data } = command;
      return one({ type: "PrintExpired", at, data: { cause: "backlog", ...data } });
    }
    case "CancelPrint":
      return decideCancel(job, command);
    case "AnswerRevoke":
      return decideRevoked(job, command);
    case "RetryPrint":
      return decideRetry(job, command);
    case "DiscardPrint":
      return decideDiscard(job, command);
    case "EndUnreadable": {
      const { type: _, at: __, ...data } = command;
      return one({ type: "PrintUnreadable", at, data });
    }
  }
}

const notTaken = ({ type }: PrintCommand) =>
  type === "RetryPrint" || type === "DiscardPrint" ? "not-a-dead-letter" : "already-ended";

function decideSubmit(command: SubmitPrint): Decision<PrintEvent> {
  const { type: _, at, traceId, ...data } = command;
  const traced = traceId ? { traceId } : {};
  return one({ type: "PrintSubmitted", at, data: { ...data, ...traced } });
}

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

function decideDiscard(job: PrintJob, { at, discardedBy }: DiscardPrint): Decision<PrintEvent> {
  if (job?.deadLetter === "discarded") return NOTHING;
  if (job?.deadLetter !== "waiting") return { refused: "not-a-dead-letter" };
  return one({ type: "PrintDiscarded", at, data: { discardedBy } });
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

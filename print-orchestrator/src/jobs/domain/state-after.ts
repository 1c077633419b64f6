/** How each event changes a job. */
import type { JobState } from "@printermaster/contracts";
import { failuresAfter } from "./attempt-reports.ts";
import { isLasting, isNeverRepeated } from "./job-classes.ts";
import type { PrintEvent } from "./print-job.ts";

type Change = Exclude<PrintEvent, { type: "PrintSubmitted" }>;

export function stateAfter(job: JobState, event: Change): Partial<JobState> {
  const { type, data, at } = event;
  switch (type) {
    case "PrintHeld":
      // Dispatched already: it waits, but somebody may have it all the same.
      if (isMoving(job)) return { status: "processing-stopped", reason: data.reason };
      return { status: "pending-held", reason: data.reason, heldSince: job.heldSince ?? at };
    case "PrintDispatched":
      return {
        ...data,
        ...told(data),
        ...PROCESSING,
        ...FREE,
        dispatchedAt: at,
        attemptOver: false,
      };
    case "PrintCompleted": {
      const { proof, paperHash } = data;
      // What once went wrong with it is its history now.
      return { ...DONE, proof, paperHash, ...told(data), detail: undefined };
    }
    case "PrintFailed":
      return afterFailure(job, data);
    case "PrintAttemptFailed":
      return { ...afterAttempt(job, data), heldSince: at };
    case "PrintUnconfirmed":
      return { ...UNKNOWN, detail: data.cause, ...told(data) };
    case "PrintExpired":
      return afterExpiry(job, data);
    case "PrintCancelRequested":
      return { cancelRequestedBy: data.canceledBy };
    case "PrintCancelRefused":
      return { cancelRequestedBy: undefined };
    case "PrintCanceled":
      return { status: "canceled", reason: "job-canceled-by-user" };
    case "PrintRevoked":
      return { ...WAITING, attemptOver: true };
    case "PrintRerouted":
      return { ...FREE, ...WAITING, printerId: data.to, ...standIn(job, data) };
    case "PrintRetried":
      return { deadLetter: "retried", retriedAs: data.as };
    case "PrintDiscarded":
      return { deadLetter: "discarded" };
    case "PrintUnreadable":
      // Whether paper moved is as unknown as the event, which may have been a dispatch.
      if (isMoving(job) || !data.unprinted) return { ...UNKNOWN, detail: data.cause };
      return { ...ABORTED, detail: data.cause, deadLetter: letterIf(job) };
  }
}

type DataOf<Type extends Change["type"]> = Extract<Change, { type: Type }>["data"];

function afterFailure(job: JobState, data: DataOf<"PrintFailed">): Partial<JobState> {
  const { code, detail } = data;
  const isExpired = code === "expired";
  const reason = isExpired ? "job-expired" : "aborted-by-system";
  const deadLetter = letterIf(job, !isExpired || isLasting(job.class));
  return { status: "aborted", reason, detail, deadLetter, ...told(data) };
}

function afterAttempt(job: JobState, data: DataOf<"PrintAttemptFailed">): Partial<JobState> {
  const { code, detail } = data;
  const failures = failuresAfter(job, code);
  return { ...STOPPED, attemptOver: true, detail, failures, ...told(data) };
}

/** For the printer it was first meant for, however often it moved; at home again, for none. */
function standIn(job: JobState, { from, fromName, to }: DataOf<"PrintRerouted">) {
  const meantFor = job.standsInFor ?? { printerId: from, name: fromName };
  return { standsInFor: meantFor.printerId === to ? undefined : meantFor };
}

type Told = Pick<DataOf<"PrintUnconfirmed">, "session" | "spoolCounter">;

/** A counter means something only together with the session that told it. */
const told = ({ session, spoolCounter }: Told): Partial<JobState> =>
  session && spoolCounter !== undefined ? { spoolCounter, spoolToldBy: session } : {};

function afterExpiry(
  job: JobState,
  { cause, listedOn }: DataOf<"PrintExpired">,
): Partial<JobState> {
  const expired = { status: "aborted", reason: "job-expired" } as const;
  if (cause === "deadline") return { ...expired, deadLetter: letterIf(job, isLasting(job.class)) };
  const detail = listedOn
    ? "it waited through an outage and is listed on a slip instead"
    : "it waited through an outage, and its branch wants no old ones";
  return { ...expired, detail, ...(listedOn ? { listedOn } : {}) };
}

/** Nobody is offered to try again what is never repeated. */
const letterIf = ({ class: jobClass }: JobState, wanted = true) =>
  wanted && !isNeverRepeated(jobClass) ? "waiting" : undefined;
const isMoving = (job: JobState): boolean => job.status.startsWith("processing");

const FREE = { heldSince: undefined } as const;
const WAITING = { status: "pending", reason: "none" } as const;
const PROCESSING = { status: "processing", reason: "job-outgoing" } as const;
const STOPPED = { status: "pending-held", reason: "printer-stopped" } as const;
const DONE = { status: "completed", reason: "job-completed-successfully" } as const;
const UNKNOWN = { status: "aborted", reason: "print-result-unknown" } as const;
const ABORTED = { status: "aborted", reason: "aborted-by-system" } as const;

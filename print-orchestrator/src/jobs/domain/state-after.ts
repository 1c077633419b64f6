/** How each event changes a job. */
import type { JobState } from "@printermaster/contracts";
import { failuresAfter } from "./attempt-reports.ts";
import type { PrintEvent } from "./print-job.ts";

type Change = Exclude<PrintEvent, { type: "PrintSubmitted" }>;

export function stateAfter(job: JobState, event: Change): Partial<JobState> {
  const { type, data, at } = event;
  switch (type) {
    case "PrintHeld":
      // Dispatched already: it waits, but somebody may have it all the same.
      return {
        status: isMoving(job) ? "processing-stopped" : "pending-held",
        reason: data.reason,
      };
    case "PrintDispatched":
      return { ...data, ...told(data), ...PROCESSING, dispatchedAt: at, attemptOver: false };
    case "PrintCompleted": {
      const { proof, paperHash } = data;
      const done = { status: "completed", reason: "job-completed-successfully" } as const;
      // What once went wrong with it is its history now.
      return { ...done, proof, paperHash, ...told(data), detail: undefined };
    }
    case "PrintFailed":
      return {
        ...afterFailure(data),
        deadLetter: letterIf(data.code !== "expired" || lasting(job)),
      };
    case "PrintAttemptFailed": {
      const { code, detail } = data;
      const failures = failuresAfter(job, code);
      return { ...STOPPED, attemptOver: true, detail, failures, ...told(data) };
    }
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
      return { status: "pending", reason: "none", attemptOver: true };
    case "PrintRerouted":
      return { status: "pending", reason: "none", printerId: data.to, ...standIn(job, data) };
    case "PrintRetried":
      return { deadLetter: "retried", retriedAs: data.as };
    case "PrintDiscarded":
      return { deadLetter: "discarded" };
    case "PrintUnreadable":
      // Whether paper moved is as unknown as the event, which may have been a dispatch.
      if (isMoving(job) || !data.unprinted) return { ...UNKNOWN, detail: data.cause };
      return { ...ABORTED, detail: data.cause, deadLetter: "waiting" };
  }
}

type DataOf<Type extends Change["type"]> = Extract<Change, { type: Type }>["data"];

function afterFailure(data: DataOf<"PrintFailed">): Partial<JobState> {
  const { code, detail } = data;
  const reason = code === "expired" ? "job-expired" : "aborted-by-system";
  return { status: "aborted", reason, detail, ...told(data) };
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
  if (cause === "deadline") return { ...expired, deadLetter: letterIf(lasting(job)) };
  const detail = listedOn
    ? "it waited through an outage and is listed on a slip instead"
    : "it waited through an outage, and its branch wants no old ones";
  return { ...expired, detail, ...(listedOn ? { listedOn } : {}) };
}

/** Nobody misses a test or a drawer kick whose time is over. */
const lasting = (job: JobState): boolean => job.class !== "test" && job.class !== "drawer";
const letterIf = (wanted: boolean) => (wanted ? "waiting" : undefined);
const isMoving = (job: JobState): boolean => job.status.startsWith("processing");

const PROCESSING = { status: "processing", reason: "job-outgoing" } as const;
const STOPPED = { status: "pending-held", reason: "printer-stopped" } as const;
const UNKNOWN = { status: "aborted", reason: "print-result-unknown" } as const;
const ABORTED = { status: "aborted", reason: "aborted-by-system" } as const;

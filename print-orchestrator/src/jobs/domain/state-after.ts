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
      return { ...data, ...PROCESSING, dispatchedAt: at, attemptOver: false, ...FREE };
    case "PrintCompleted": {
      const { proof, paperHash, spoolCounter } = data;
      const done = { status: "completed", reason: "job-completed-successfully" } as const;
      return { ...done, proof, paperHash, spoolCounter };
    }
    case "PrintFailed":
      return {
        ...afterFailure(data),
        deadLetter: letterIf(
          !isNeverRepeated(job.class) && (data.code !== "expired" || isLasting(job.class)),
        ),
      };
    case "PrintAttemptFailed": {
      const { code, detail, spoolCounter } = data;
      const failures = failuresAfter(job, code);
      return { ...STOPPED, attemptOver: true, detail, failures, spoolCounter, heldSince: at };
    }
    case "PrintUnconfirmed": {
      const { cause, spoolCounter } = data;
      return { ...UNKNOWN, detail: cause, ...(spoolCounter ? { spoolCounter } : {}) };
    }
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
      return {
        status: "pending",
        reason: "none",
        ...FREE,
        printerId: data.to,
        standsInFor: { printerId: data.from, name: data.fromName },
      };
    case "PrintRetried":
      return { deadLetter: "retried", retriedAs: data.as };
    case "PrintDiscarded":
      return { deadLetter: "discarded" };
    case "PrintUnreadable":
      // Whether paper moved is as unknown as the event.
      if (isMoving(job)) return { ...UNKNOWN, detail: data.cause };
      return {
        ...ABORTED,
        detail: data.cause,
        deadLetter: letterIf(!isNeverRepeated(job.class)),
      };
  }
}

type DataOf<Type extends Change["type"]> = Extract<Change, { type: Type }>["data"];

function afterFailure({ code, detail, spoolCounter }: DataOf<"PrintFailed">): Partial<JobState> {
  const reason = code === "expired" ? "job-expired" : "aborted-by-system";
  return { status: "aborted", reason, detail, spoolCounter };
}

function afterExpiry(
  job: JobState,
  { cause, listedOn }: DataOf<"PrintExpired">,
): Partial<JobState> {
  const expired = { status: "aborted", reason: "job-expired" } as const;
  if (cause === "deadline") return { ...expired, deadLetter: letterIf(isLasting(job.class)) };
  const detail = listedOn
    ? "it waited through an outage and is listed on a slip instead"
    : "it waited through an outage, and its branch wants no old ones";
  return { ...expired, detail, ...(listedOn ? { listedOn } : {}) };
}

const letterIf = (wanted: boolean) => (wanted ? "waiting" : undefined);
const isMoving = (job: JobState): boolean => job.status.startsWith("processing");

const FREE = { heldSince: undefined } as const;
const PROCESSING = { status: "processing", reason: "job-outgoing" } as const;
const STOPPED = { status: "pending-held", reason: "printer-stopped" } as const;
const UNKNOWN = { status: "aborted", reason: "print-result-unknown" } as const;
const ABORTED = { status: "aborted", reason: "aborted-by-system" } as const;

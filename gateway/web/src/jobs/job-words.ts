import type { Job, JobClass, JobEventType, JobReason, JobStatus } from "@printermaster/contracts";

export type Tone = "good" | "bad" | "unsure" | "active";

const statusWords: Record<JobStatus, string> = {
  pending: "Accepted",
  "pending-held": "Waiting",
  processing: "Printing",
  "processing-stopped": "Printer stopped",
  canceled: "Cancelled",
  aborted: "Failed",
  completed: "Completed",
};

/** Where the reason says more than the status. */
const reasonWords: Partial<Record<JobReason, string>> = {
  "service-off-line": "Waiting for the agent",
  "printer-stopped": "Waiting for the printer",
  "printer-circuit-open": "Waiting, as the printer rests",
  "job-expired": "Expired",
  "print-result-unknown": "Unconfirmed",
};

export const statusInWords = ({ status, reason }: Pick<Job, "status" | "reason">): string =>
  reasonWords[reason] ?? statusWords[status];

export function toneOf({ status, reason }: Pick<Job, "status" | "reason">): Tone {
  if (status === "completed") return "good";
  if (reason === "print-result-unknown" || status === "pending-held") return "unsure";
  return status === "aborted" || status === "canceled" ? "bad" : "active";
}

export const classWords: Record<JobClass, string> = {
  receipt: "Receipt",
  kitchen: "Kitchen order",
  label: "Label",
  test: "Test print",
  drawer: "Cash drawer",
};

export const eventWords: Record<JobEventType, string> = {
  PrintSubmitted: "Accepted",
  PrintHeld: "Held",
  PrintDispatched: "Dispatched to the agent",
  PrintCompleted: "Completed",
  PrintFailed: "Failed",
  PrintUnconfirmed: "Unconfirmed",
  PrintExpired: "Expired",
  PrintAttemptFailed: "The printer failed; it is tried again",
  PrintCancelRequested: "Cancelling",
  PrintCancelRefused: "Too late to cancel",
  PrintCanceled: "Cancelled",
  PrintRevoked: "Taken back from the agent",
  PrintRerouted: "Goes to another printer",
  PrintRetried: "Retried as another job",
  PrintDiscarded: "Discarded",
  PrintUnreadable: "Ended, as its history cannot be read",
};

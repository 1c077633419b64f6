/** What one event adds in words to a job's timeline. The state's own detail may be that of an earlier event. */
import { jobEventData, type JobEvent, type JobEventType } from "@printermaster/contracts";

/** Nothing of an event that is not as we know it: a newer version may have written it. */
export function toldByEvent(type: JobEventType, data: unknown): string | undefined {
  const known = jobEventData[type].safeParse(data);
  return known.success ? detailOf({ type, data: known.data } as JobEvent) : undefined;
}

function detailOf({ type, data }: JobEvent): string | undefined {
  switch (type) {
    case "PrintAttemptFailed":
    case "PrintFailed":
      return data.detail;
    case "PrintUnconfirmed":
    case "PrintUnreadable":
      return data.cause;
    case "PrintExpired":
      return expiredBy(data);
    case "PrintRerouted":
      return `${data.to}, as ${data.fromName} cannot print`;
    case "PrintCancelRequested":
    case "PrintCanceled":
      return `by ${data.canceledBy.name}`;
    case "PrintRetried":
      return `by ${data.retriedBy.name}`;
    case "PrintDiscarded":
      return `by ${data.discardedBy.name}`;
    case "PrintSubmitted":
    case "PrintHeld":
    case "PrintDispatched":
    case "PrintCompleted":
    case "PrintRevoked":
    case "PrintCancelRefused":
      return undefined;
  }
}

function expiredBy({ cause, listedOn }: Extract<JobEvent, { type: "PrintExpired" }>["data"]) {
  if (cause === "deadline") return "its time ran out while it waited";
  return listedOn
    ? "it waited through an outage and is listed on a slip instead"
    : "it waited through an outage, and its branch wants no old ones";
}

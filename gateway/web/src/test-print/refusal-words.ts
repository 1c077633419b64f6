/** What the person is told whose test print was refused, where the answer's own sentence is not enough. */
import type { Refusal } from "@printermaster/contracts";

const FULL =
  "The system is nearly full and takes no new prints until its operator has made room. Nothing came out.";

export function refusalInWords({ code, message, details }: Refusal): string {
  if (code === "too-many-requests" && !isRate(details))
    return `Somebody else has just tested this printer. Try again ${inSeconds(details)}.`;
  return code === "log-full" ? FULL : message;
}

/** Said when it is the person's own haste, and not somebody else's test. */
const isRate = (details: unknown): boolean =>
  (details as { scope?: unknown } | undefined)?.scope !== undefined;

function inSeconds(details: unknown): string {
  const seconds = (details as { retryAfterSeconds?: unknown } | undefined)?.retryAfterSeconds;
  if (typeof seconds !== "number") return "in a moment";
  return seconds === 1 ? "in a second" : `in ${seconds} seconds`;
}

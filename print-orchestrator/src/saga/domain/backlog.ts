/** What becomes of a job that waited through an outage, once it could go out again. */
import { msOf, type BacklogRule, type JobState } from "@printermaster/contracts";

/** A shorter wait is a hiccup: an agent that reconnects, a roll of paper that is changed. */
export const OUTAGE_MS = 60_000;

export type AfterOutage = "print" | "drop" | "list";

/** `expectedMs`: how much longer it was meant to wait, for its backup printer to take over. */
export function afterOutage(
  rule: BacklogRule,
  { heldSince, lists, submittedAt }: JobState,
  nowMs: number,
  expectedMs = 0,
): AfterOutage {
  const heldMs = heldSince ? nowMs - msOf(heldSince) : 0;
  // A slip is what is left of others: it waits as long as its deadline allows.
  if (lists || heldMs <= OUTAGE_MS + expectedMs) return "print";
  switch (rule.kind) {
    case "all":
      return "print";
    case "younger":
      return nowMs - msOf(submittedAt) < rule.minutes * 60_000 ? "print" : "drop";
    case "summary":
      return "list";
    case "expire":
      return "drop";
  }
}

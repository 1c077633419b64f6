/** What the answer to a report means for the outbox. */
import type { Answer, ErrorCode, ReportRecorded } from "@printermaster/contracts";

export type Verdict =
  | { readonly kind: "recorded"; readonly changed: boolean }
  | { readonly kind: "again" }
  | { readonly kind: "dead"; readonly code: ErrorCode };

/** They speak about the connection; the next one may deliver the same report. */
const ABOUT_THE_CONNECTION: ReadonlySet<ErrorCode> = new Set(["stale-session", "unauthenticated"]);
/** A bug on the other side may be mended soon, but must not hold back all later reports for good. */
const TRIES_OF_A_BUG = 10;

export function verdictOn(answer: Answer<ReportRecorded>, tries: number): Verdict {
  if (answer.ok) return { kind: "recorded", changed: answer.value.recorded };
  const { code, retryable } = answer.error;
  if (code === "internal" && tries < TRIES_OF_A_BUG) return { kind: "again" };
  if (code === "internal") return { kind: "dead", code };
  return retryable || ABOUT_THE_CONNECTION.has(code) ? { kind: "again" } : { kind: "dead", code };
}

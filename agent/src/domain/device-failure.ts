/** Blocked or failed: a printer that says what it wants is waited for, one that does not manage by itself is given up. */
import type { FailureCode, Outcome } from "@printermaster/contracts";

/** Why no byte could be sent, although nothing is said that a person could put right. */
export interface Trouble {
  readonly kind: "unreachable" | "silent" | "hangs-up" | "own-error";
  readonly detail: string;
}

export type Failure = Extract<Outcome, { result: "failed" }>;

/** IPP printer-state-reasons. */
export const reasonOf: Record<Trouble["kind"], string> = {
  unreachable: "connecting-to-device",
  silent: "timed-out",
  "hangs-up": "other-error",
  "own-error": "other-error",
};

const codeOf: Record<Trouble["kind"], FailureCode> = {
  unreachable: "printer-unreachable",
  silent: "printer-unreachable",
  "hangs-up": "printer-error",
  "own-error": "printer-error",
};

/** A network's hiccup is over soon; an error that the printer itself tells of is believed at once. */
export function failureOf(
  { kind, detail }: Trouble,
  lastedMs: number,
  patienceMs: number,
): Failure | undefined {
  if (kind !== "own-error" && lastedMs < patienceMs) return undefined;
  return { result: "failed", code: codeOf[kind], detail: detail.slice(0, 500) };
}

const FOR_A_PERSON: ReadonlySet<string> = new Set(["cover-open", "media-empty"]);

/** Many models set their error bit with an open cover, too: that goes with the cover. */
export const hasOwnError = (reasons: readonly string[]): boolean =>
  reasons.includes("other-error") && !reasons.some((reason) => FOR_A_PERSON.has(reason));

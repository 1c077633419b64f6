/** What became of an older agent's test, in the words of the log: never more than was seen. */
import type { Id, Outcome } from "@printermaster/contracts";

/** An answer of the agent, whatever its form was. */
export interface Heard {
  readonly printerId: Id | undefined;
  readonly correlationId: string | undefined;
  readonly success: boolean;
  readonly message: string;
}

/** It prints a page of its own: SHA-256 of no bytes at all. */
const NO_BYTES_HASH = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

export const NO_ANSWER: Outcome = {
  result: "unconfirmed",
  cause: "the agent, one of the older kind, did not answer in time",
};

export const AMBIGUOUS: Outcome = {
  result: "failed",
  code: "ambiguous",
  detail: "another test of this printer is not answered yet, and answers may name the printer only",
};

export const TESTS_ONLY: Outcome = {
  result: "failed",
  code: "unprintable",
  detail: "the agent is of the older kind and prints test pages only: update it",
};

export const EXPIRED: Outcome = {
  result: "failed",
  code: "expired",
  detail: "its time was over before the agent was asked",
};

export function answered({ success, message }: Heard, startedAt: string, endedAt: string): Outcome {
  if (!success) return { result: "failed", code: "test-failed", detail: message };
  return {
    result: "completed",
    proof: "told",
    paperHash: NO_BYTES_HASH,
    bytes: 0,
    startedAt,
    endedAt,
  };
}

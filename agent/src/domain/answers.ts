/** What the bridge is told about a job: read from its history alone, so a repeat hears the stored answer. */
import type { JobKnown, JobTaken, RevokeResult } from "@printermaster/contracts";
import { attemptOf, whatStandsAgainstRevoking, type Attempt, type JobHistory } from "./attempts.ts";

export function takenAs(history: JobHistory, attempt: number): JobTaken {
  const known = attemptOf(history, attempt);
  if (!known) throw new Error(`attempt ${attempt} was taken and is not in the history`);
  return stateOf(known);
}

/** A revoked attempt leaves only its tombstone: nothing of it went out, so it is told as spooled. */
export function knownAs({ attempts, revokedUpTo }: JobHistory): JobKnown {
  const last = attempts.at(-1);
  if (last && last.attempt >= revokedUpTo) {
    const revoked = last.attempt === revokedUpTo;
    const held = last.held ? ({ held: true } as const) : {};
    return { known: true, attempt: last.attempt, revoked, ...held, ...stateOf(last) };
  }
  if (revokedUpTo === 0) return { known: false };
  return { known: true, attempt: revokedUpTo, state: "spooled", revoked: true };
}

export function notRevocable(history: JobHistory, upTo: number): RevokeResult {
  const obstacle = whatStandsAgainstRevoking(history, upTo);
  return { revoked: false, ...(obstacle ? stateOf(obstacle) : {}) };
}

const stateOf = ({ state, outcome }: Attempt): JobTaken => ({
  state,
  ...(outcome ? { outcome } : {}),
});

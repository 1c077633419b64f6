/** One job's life in the spool. "printing" means that paper may have moved: there is no way back from it but an outcome. */
import type {
  AgentJob,
  Decider,
  Decision,
  ErrorCode,
  Id,
  JobTaken,
  Outcome,
} from "@printermaster/contracts";
import { offeredAgain, resume } from "./after-restart.ts";
import { returned } from "./returned.ts";

export interface Attempt {
  readonly attempt: number;
  readonly state: JobTaken["state"];
  readonly outcome?: Outcome;
  /** Waiting since before this run: the disk may be an old copy, so only the cloud knows whether it is still to be printed. */
  readonly held?: boolean;
}

export interface JobHistory {
  /** Attempts up to this one will never begin. */
  readonly revokedUpTo: number;
  /** Ascending. */
  readonly attempts: readonly Attempt[];
}

export type AttemptCommand =
  | {
      type: "Take";
      job: AgentJob;
      deadline: number;
      printers: readonly Id[];
      openWork: number;
      /** Its printer has failed, and the cloud has not yet heard of all that was given back. */
      givesBack: boolean;
      now: number;
    }
  | { type: "Revoke"; attempt: number }
  | { type: "Begin"; attempt: number; deadline: number; now: number }
  | { type: "Finish"; attempt: number; outcome: Outcome; now: number }
  | { type: "Resume"; attempt: number; now: number };

export type AttemptEvent =
  | { type: "JobSpooled"; job: AgentJob; at: number }
  | { type: "AttemptsRevoked"; upTo: number }
  | { type: "PrintingBegan"; attempt: number; at: number }
  | { type: "AttemptFinished"; attempt: number; outcome: Outcome; at: number }
  | { type: "PrintingInterrupted"; attempt: number; at: number }
  | { type: "WorkHeld"; attempt: number }
  | { type: "WorkReleased"; attempt: number };

/** All of it is listed in every hello, which must stay well under the megabyte a message may have. */
export const MAX_OPEN_WORK = 5000;

export const STOPPED_WHILE_PRINTING = "the agent stopped while paper may have moved";
export const INTERRUPTED: Outcome = { result: "unconfirmed", cause: STOPPED_WHILE_PRINTING };

export const attempts: Decider<JobHistory, AttemptCommand, AttemptEvent> = {
  initial: { revokedUpTo: 0, attempts: [] },
  decide,
  evolve,
};

export const attemptOf = (history: JobHistory, attempt: number): Attempt | undefined =>
  history.attempts.find((known) => known.attempt === attempt);

function decide(history: JobHistory, command: AttemptCommand): Decision<AttemptEvent> {
  switch (command.type) {
    case "Take":
      return take(history, command);
    case "Revoke":
      return whatStandsAgainstRevoking(history, command.attempt)
        ? refuse("already-ended")
        : { events: [{ type: "AttemptsRevoked", upTo: command.attempt }] };
    case "Begin":
      return begin(history, command);
    case "Finish":
      return finish(history, command);
    case "Resume":
      return resume(attemptOf(history, command.attempt), command);
  }
}

/** Paper of any attempt up to this one that may have moved; a finished one counts only for itself. */
export function whatStandsAgainstRevoking(
  { attempts }: JobHistory,
  upTo: number,
): Attempt | undefined {
  return attempts.find(
    ({ attempt, state }) =>
      (attempt <= upTo && state === "printing") || (attempt === upTo && state === "finished"),
  );
}

type Of<Type extends AttemptCommand["type"]> = Extract<AttemptCommand, { type: Type }>;

function take(history: JobHistory, command: Of<"Take">): Decision<AttemptEvent> {
  const { job, deadline, printers, openWork, givesBack, now } = command;
  const { attempt } = job;
  const known = attemptOf(history, attempt);
  if (known) return offeredAgain(known, command);
  if (attempt <= highestSeen(history)) return refuse("attempt-refused");
  if (!printers.includes(job.printerId)) return refuse("unknown-printer");
  if (openWork >= MAX_OPEN_WORK) return refuse("spool-full");
  const spooled: AttemptEvent = { type: "JobSpooled", job, at: now };
  // A later attempt means that the cloud gave the waiting one up: both would be two tickets.
  const events: AttemptEvent[] = isWaiting(history)
    ? [{ type: "AttemptsRevoked", upTo: attempt - 1 }, spooled]
    : [spooled];
  if (deadline <= now) return { events: [...events, expiry(attempt, now)] };
  if (!givesBack) return { events };
  // Sent before the cloud knew: printed now, it would overtake what was given back.
  return { events: [...events, { type: "AttemptFinished", attempt, outcome: returned, at: now }] };
}

function begin(history: JobHistory, command: Of<"Begin">): Decision<AttemptEvent> {
  const { attempt, deadline, now } = command;
  const known = attemptOf(history, attempt);
  if (known?.state !== "spooled" || known.held) return refuse("attempt-refused");
  if (deadline <= now) return { events: [expiry(attempt, now)] };
  return { events: [{ type: "PrintingBegan", attempt, at: now }] };
}

function finish(history: JobHistory, command: Of<"Finish">): Decision<AttemptEvent> {
  const { attempt, outcome, now } = command;
  const known = attemptOf(history, attempt);
  if (!known) return refuse("attempt-refused");
  if (known.state === "finished") return refuse("already-ended");
  return { events: [{ type: "AttemptFinished", attempt, outcome, at: now }] };
}

export const expiry = (attempt: number, at: number): AttemptEvent => ({
  type: "AttemptFinished",
  attempt,
  outcome: { result: "failed", code: "expired", detail: "its time was over before paper moved" },
  at,
});

function evolve(history: JobHistory, event: AttemptEvent): JobHistory {
  switch (event.type) {
    case "JobSpooled":
      return {
        ...history,
        attempts: [...history.attempts, { attempt: event.job.attempt, state: "spooled" }],
      };
    case "AttemptsRevoked":
      return {
        revokedUpTo: Math.max(history.revokedUpTo, event.upTo),
        attempts: history.attempts.filter(
          ({ attempt, state }) => attempt > event.upTo || state !== "spooled",
        ),
      };
    case "PrintingBegan":
      return replaced(history, { attempt: event.attempt, state: "printing" });
    case "AttemptFinished":
      return replaced(history, {
        attempt: event.attempt,
        state: "finished",
        outcome: event.outcome,
      });
    case "PrintingInterrupted":
      return replaced(history, {
        attempt: event.attempt,
        state: "finished",
        outcome: INTERRUPTED,
      });
    case "WorkHeld":
      return replaced(history, { attempt: event.attempt, state: "spooled", held: true });
    case "WorkReleased":
      return replaced(history, { attempt: event.attempt, state: "spooled" });
  }
}

const replaced = (history: JobHistory, changed: Attempt): JobHistory => ({
  ...history,
  attempts: history.attempts.map((known) => (known.attempt === changed.attempt ? changed : known)),
});

const highestSeen = ({ revokedUpTo, attempts }: JobHistory): number =>
  Math.max(revokedUpTo, ...attempts.map(({ attempt }) => attempt));

const isWaiting = ({ attempts }: JobHistory): boolean =>
  attempts.some(({ state }) => state === "spooled");

const refuse = (refused: ErrorCode): Decision<AttemptEvent> => ({ refused });

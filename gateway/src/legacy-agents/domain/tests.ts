/**
 * The tests that one connection of an older agent was given. Its answers may name no more than the printer, so a printer has
 * one test at a time, and none while an answer to an earlier one may still come.
 */
import type { Decider, Decision, ErrorCode, Id, JobTaken, Outcome } from "@printermaster/contracts";
import { answered, AMBIGUOUS, EXPIRED, NO_ANSWER, TESTS_ONLY, type Heard } from "./outcomes.ts";

export interface Test {
  readonly jobId: Id;
  readonly attempt: number;
  readonly printerId: Id;
  readonly correlationId: string;
  readonly state: JobTaken["state"];
  readonly outcome?: Outcome;
  readonly sent: Now;
}

/** One moment, twice: what is pure cannot convert it. */
export interface Now {
  readonly ms: number;
  readonly at: string;
}

export interface Tests {
  readonly known: readonly Test[];
  readonly revoked: ReadonlyMap<Id, number>;
  /** Until when an answer that never came may still come, by printer. */
  readonly silent: ReadonlyMap<Id, number>;
}

export interface Offer {
  readonly jobId: Id;
  readonly attempt: number;
  readonly printerId: Id;
  readonly correlationId: string;
  readonly documentKind: string;
  readonly deadline: number;
}

export type TestCommand =
  | { type: "Take"; offer: Offer; printers: readonly Id[]; now: Now }
  | { type: "Revoke"; jobId: Id; attempt: number }
  | { type: "Hear"; heard: Heard; now: Now }
  | { type: "Lapse"; now: Now };

export type TestEvent =
  | { type: "TestTaken"; test: Test }
  | { type: "TestEnded"; jobId: Id; attempt: number; outcome: Outcome }
  | { type: "AttemptsRevoked"; jobId: Id; upTo: number }
  | { type: "PrinterSilent"; printerId: Id; until: number }
  | { type: "SilenceBroken"; printerId: Id };

/** As long as the older system waited. */
export const ANSWERED_WITHIN_MS = 15_000;
/** Whatever comes later than this after its test belongs to no test that is still remembered. */
export const LATE_FOR_MS = 120_000;
/** A connection's memory: the log has what was reported. */
const MOST_KNOWN = 200;

export const tests: Decider<Tests, TestCommand, TestEvent> = {
  initial: { known: [], revoked: new Map(), silent: new Map() },
  decide,
  evolve,
};

export const testOf = ({ known }: Tests, jobId: Id): Test | undefined =>
  known.findLast((test) => test.jobId === jobId);

const outstanding = ({ known }: Tests): Test[] => known.filter(({ state }) => state === "printing");

function decide(state: Tests, command: TestCommand): Decision<TestEvent> {
  switch (command.type) {
    case "Take":
      return take(state, command);
    case "Revoke":
      return revoke(state, command);
    case "Hear":
      return hear(state, command);
    case "Lapse":
      return lapse(state, command.now.ms);
  }
}

type Of<Type extends TestCommand["type"]> = Extract<TestCommand, { type: Type }>;

function take(state: Tests, { offer, printers, now }: Of<"Take">): Decision<TestEvent> {
  const { jobId, attempt, printerId, correlationId } = offer;
  const known = testOf(state, jobId);
  if (known?.attempt === attempt) return { events: [] };
  const highest = Math.max(known?.attempt ?? 0, state.revoked.get(jobId) ?? 0);
  if (attempt <= highest) return refuse("attempt-refused");
  if (!printers.includes(printerId)) return refuse("unknown-printer");
  const test: Test = { jobId, attempt, printerId, correlationId, state: "printing", sent: now };
  const why = whyNot(state, offer, now.ms);
  const taken: TestEvent = { type: "TestTaken", test };
  return { events: why ? [taken, { type: "TestEnded", jobId, attempt, outcome: why }] : [taken] };
}

function whyNot(state: Tests, offer: Offer, now: number): Outcome | undefined {
  if (offer.documentKind !== "test-page") return TESTS_ONLY;
  if (offer.deadline <= now) return EXPIRED;
  const isBusy = outstanding(state).some(({ printerId }) => printerId === offer.printerId);
  return isBusy || isSilent(state, offer.printerId, now) ? AMBIGUOUS : undefined;
}

function revoke(state: Tests, { jobId, attempt }: Of<"Revoke">): Decision<TestEvent> {
  const known = testOf(state, jobId);
  if (known && known.attempt <= attempt) return refuse("already-ended");
  return { events: [{ type: "AttemptsRevoked", jobId, upTo: attempt }] };
}

/** By its correlation id where it has one; otherwise by its printer, if only one test can be meant. */
function hear(state: Tests, { heard, now }: Of<"Hear">): Decision<TestEvent> {
  const { correlationId, printerId } = heard;
  if (correlationId === undefined && printerId === undefined) return refuse("invalid-payload");
  if (correlationId === undefined && isSilent(state, printerId, now.ms))
    return { events: [{ type: "SilenceBroken", printerId: printerId! }] };
  const meant = outstanding(state).filter(
    (test) =>
      (correlationId === undefined || test.correlationId === correlationId) &&
      (printerId === undefined || test.printerId === printerId),
  );
  const [test] = meant;
  if (!test || meant.length > 1) return refuse("unknown-job");
  const { jobId, attempt } = test;
  const outcome = answered(heard, test.sent.at, now.at);
  return { events: [{ type: "TestEnded", jobId, attempt, outcome }] };
}

function lapse(state: Tests, now: number): Decision<TestEvent> {
  const late = outstanding(state).filter(({ sent }) => sent.ms + ANSWERED_WITHIN_MS <= now);
  const events = late.flatMap(({ jobId, attempt, printerId, sent }): TestEvent[] => [
    { type: "TestEnded", jobId, attempt, outcome: NO_ANSWER },
    { type: "PrinterSilent", printerId, until: sent.ms + LATE_FOR_MS },
  ]);
  return { events };
}

const isSilent = ({ silent }: Tests, printerId: Id | undefined, now: number): boolean =>
  printerId !== undefined && (silent.get(printerId) ?? 0) > now;

function evolve(state: Tests, event: TestEvent): Tests {
  switch (event.type) {
    case "TestTaken":
      return { ...state, known: remembered([...state.known, event.test]) };
    case "TestEnded":
      return { ...state, known: state.known.map((test) => ended(test, event)) };
    case "AttemptsRevoked":
      return { ...state, revoked: new Map([...state.revoked, [event.jobId, event.upTo]]) };
    case "PrinterSilent":
      return { ...state, silent: new Map([...state.silent, [event.printerId, event.until]]) };
    case "SilenceBroken":
      return {
        ...state,
        silent: new Map([...state.silent].filter(([printer]) => printer !== event.printerId)),
      };
  }
}

type Ended = Extract<TestEvent, { type: "TestEnded" }>;

const ended = (test: Test, { jobId, attempt, outcome }: Ended): Test =>
  test.jobId === jobId && test.attempt === attempt ? { ...test, state: "finished", outcome } : test;

/** What is still under way is never forgotten. */
const remembered = (known: readonly Test[]): readonly Test[] =>
  known.filter(({ state }, nth) => state === "printing" || nth >= known.length - MOST_KNOWN);

const refuse = (refused: ErrorCode): Decision<TestEvent> => ({ refused });

/** A bug here would look like: a test that is told as printed because of another test's answer. */
import type { Id } from "@printermaster/contracts";
import { describe, expect, it } from "vitest";
import {
  ANSWERED_WITHIN_MS,
  LATE_FOR_MS,
  testOf,
  tests,
  type Offer,
  type TestCommand,
  type Tests,
} from "../src/legacy-agents/domain/tests.ts";

const at = (ms: number) => ({ ms, at: new Date(ms).toISOString() });

const offer = (jobId: Id, more: Partial<Offer> = {}): Offer => ({
  jobId,
  attempt: 1,
  printerId: "pos80c",
  correlationId: `corr-${jobId}`,
  documentKind: "test-page",
  deadline: 300_000,
  ...more,
});
const take = (jobId: Id, ms = 0, more: Partial<Offer> = {}): TestCommand => ({
  type: "Take",
  offer: offer(jobId, more),
  printers: ["pos80c", "bar"],
  now: at(ms),
});
const hear = (
  ms: number,
  told: { printerId?: string; correlationId?: string; success?: boolean },
) =>
  ({
    type: "Hear",
    heard: {
      printerId: told.printerId,
      correlationId: told.correlationId,
      success: told.success ?? true,
      message: "said so",
    },
    now: at(ms),
  }) satisfies TestCommand;
const lapse = (ms: number): TestCommand => ({ type: "Lapse", now: at(ms) });

function after(...commands: TestCommand[]): { state: Tests; refused: string | undefined } {
  let state = tests.initial;
  let refused: string | undefined;
  for (const command of commands) {
    const decision = tests.decide(state, command);
    refused = "refused" in decision ? decision.refused : undefined;
    if ("events" in decision) state = decision.events.reduce(tests.evolve, state);
  }
  return { state, refused };
}

const outcomeOf = (jobId: Id, ...commands: TestCommand[]) =>
  testOf(after(...commands).state, jobId)?.outcome;

describe("the test of an older agent", () => {
  it("is complete by its printer's plain answer, and only told so", () => {
    const outcome = outcomeOf("a", take("a"), hear(900, { printerId: "pos80c" }));
    expect(outcome).toMatchObject({ result: "completed", proof: "told", bytes: 0 });
  });

  it("fails for good where the agent says that it failed", () => {
    const answer = hear(900, { printerId: "pos80c", success: false });
    expect(outcomeOf("a", take("a"), answer)).toMatchObject({ code: "test-failed" });
  });

  it("is matched by its correlation id where the answer has one, and by nothing else then", () => {
    const wrong = after(take("a"), hear(1, { printerId: "pos80c", correlationId: "another" }));
    expect(wrong.refused).toBe("unknown-job");
    expect(testOf(wrong.state, "a")?.state).toBe("printing");
    const right = hear(2, { correlationId: "corr-a" });
    expect(outcomeOf("a", take("a"), right)).toMatchObject({ result: "completed" });
  });

  it("is ambiguous beside another one of its printer, which keeps its answer", () => {
    const both = [take("a"), take("b")];
    expect(outcomeOf("b", ...both)).toMatchObject({ result: "failed", code: "ambiguous" });
    const heard = [...both, hear(5, { printerId: "pos80c" })];
    expect(outcomeOf("a", ...heard)).toMatchObject({ result: "completed" });
    expect(outcomeOf("b", ...heard)).toMatchObject({ code: "ambiguous" });
  });

  it("at another printer is no other's business", () => {
    const bar = take("b", 0, { printerId: "bar" });
    const heard = [take("a"), bar, hear(5, { printerId: "bar" })];
    expect(outcomeOf("a", ...heard)).toBeUndefined();
    expect(outcomeOf("b", ...heard)).toMatchObject({ result: "completed" });
  });

  it("without an answer in time is unconfirmed, and the late answer is nobody else's", () => {
    const late = ANSWERED_WITHIN_MS;
    const lapsed = [take("a"), lapse(late)];
    expect(outcomeOf("a", ...lapsed)).toMatchObject({ result: "unconfirmed" });
    expect(outcomeOf("b", ...lapsed, take("b", late + 1))).toMatchObject({ code: "ambiguous" });
    const broken = [...lapsed, hear(late + 2, { printerId: "pos80c" }), take("c", late + 3)];
    expect(outcomeOf("c", ...broken)).toBeUndefined();
    expect(outcomeOf("d", ...lapsed, take("d", LATE_FOR_MS))).toBeUndefined();
  });

  it("is not lapsed before its time", () => {
    expect(outcomeOf("a", take("a"), lapse(ANSWERED_WITHIN_MS - 1))).toBeUndefined();
  });

  it("of no known printer, or after its deadline, is not given to it", () => {
    expect(after(take("a", 0, { printerId: "cellar" })).refused).toBe("unknown-printer");
    expect(outcomeOf("a", take("a", 300_000))).toMatchObject({ code: "expired" });
  });

  it("is the only thing that it can print", () => {
    const receipt = take("a", 0, { documentKind: "receipt" });
    expect(outcomeOf("a", receipt)).toMatchObject({ code: "unprintable" });
  });

  it("offered again is the same test; a revoked one never begins", () => {
    const twice = after(take("a"), take("a", 5));
    expect(twice.state.known).toHaveLength(1);
    expect(after({ type: "Revoke", jobId: "a", attempt: 1 }, take("a")).refused).toBe(
      "attempt-refused",
    );
    expect(after(take("a"), { type: "Revoke", jobId: "a", attempt: 1 }).refused).toBe(
      "already-ended",
    );
  });

  it("that nothing names is nobody's answer", () => {
    expect(after(take("a"), hear(1, {})).refused).toBe("invalid-payload");
  });
});

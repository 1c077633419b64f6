/** A bug here would look like: a job that prints twice, ends twice, or forgets that paper may have moved. */
import { JobStatus } from "@printermaster/contracts";
import { describe, expect, it } from "vitest";
import {
  accepts,
  printJob,
  type PrintCommand,
  type PrintEvent,
} from "../src/jobs/domain/print-job.ts";
import { specification } from "./given.ts";

const at = "2026-11-21T10:00:00.000Z";
const later = "2026-11-21T10:00:05.000Z";
const given = specification(printJob);

const submit: PrintCommand = {
  type: "SubmitPrint",
  at,
  jobId: "job1",
  company: "demo",
  branch: "oldtown",
  correlationId: "c1",
  traceId: undefined,
  printerId: "printer1",
  class: "receipt",
  title: "",
  documentKind: "text",
  bodyHash: "hash",
  submittedBy: { kind: "service", id: "nats", name: "NATS client" },
  expiresAt: later,
};
const { type: _, at: __, traceId: ___, ...submittedData } = submit;
const submitted: PrintEvent = { type: "PrintSubmitted", at, data: submittedData };
const held: PrintEvent = { type: "PrintHeld", at, data: { reason: "service-off-line" } };
const route = { agentId: "agent1", session: "s1", spoolGeneration: 1 };
const dispatched: PrintEvent = { type: "PrintDispatched", at, data: { attempt: 1, ...route } };
const paper = {
  proof: "fenced",
  paperHash: "a".repeat(64),
  bytes: 10,
  startedAt: at,
  endedAt: later,
} as const;
const completed: PrintEvent = { type: "PrintCompleted", at, data: { attempt: 1, ...paper } };
const failed: PrintEvent = {
  type: "PrintFailed",
  at,
  data: { attempt: 1, code: "unprintable", detail: "no" },
};
const unconfirmed: PrintEvent = {
  type: "PrintUnconfirmed",
  at,
  data: { attempt: 1, cause: "power cut" },
};
const expired: PrintEvent = { type: "PrintExpired", at, data: { cause: "deadline" } };

const hold: PrintCommand = { type: "HoldPrint", at: later, reason: "service-off-line" };
const dispatch: PrintCommand = { type: "DispatchPrint", at: later, ...route };
const expire: PrintCommand = { type: "ExpirePrint", at: later };
const giveUp: PrintCommand = { type: "GiveUpPrint", at: later, cause: "no outcome" };
const report = (over: object = {}): PrintCommand => ({
  type: "RecordOutcome",
  at: later,
  agentId: "agent1",
  attempt: 1,
  outcome: { result: "completed", ...paper },
  ...over,
});

describe("a print job", () => {
  it("is submitted once", () => {
    given().when(submit).emits({ type: "PrintSubmitted" });
    given(submitted).when(submit).refuses("already-ended");
  });

  it("waits for an absent agent, and says so only once", () => {
    given(submitted)
      .when(hold)
      .emits({ type: "PrintHeld", data: { reason: "service-off-line" } });
    given(submitted, held).when(hold).changesNothing();
  });

  it("is dispatched as attempt 1, also after it was held", () => {
    const first = { type: "PrintDispatched", data: { attempt: 1, ...route } };
    given(submitted).when(dispatch).emits(first);
    given(submitted, held).when(dispatch).emits(first);
  });

  it("that waits after its dispatch stays dispatched: somebody may have it", () => {
    given(submitted, dispatched).when(hold).emits({ type: "PrintHeld" });
    given(submitted, dispatched, held).when(hold).changesNothing();
    given(submitted, dispatched, held).when(dispatch).refuses("already-ended");
    given(submitted, dispatched, held).when(expire).refuses("already-ended");
    given(submitted, dispatched, held).when(report()).emits({ type: "PrintCompleted" });
    const job = [submitted, dispatched, held].reduce(printJob.evolve, printJob.initial);
    expect(job).toMatchObject({ status: "processing-stopped", reason: "service-off-line" });
  });

  it("is not dispatched again while paper may be moving", () => {
    given(submitted, dispatched).when(dispatch).refuses("already-ended");
  });

  it("completes with the agent's proof", () => {
    given(submitted, dispatched).when(report()).emits({ type: "PrintCompleted", at: later });
  });

  it("takes a report only from the agent it was dispatched to", () => {
    given(submitted, dispatched)
      .when(report({ agentId: "other" }))
      .refuses("not-dispatched-here");
    given(submitted).when(report()).refuses("not-dispatched-here");
    given().when(report()).refuses("unknown-job");
  });

  it("is not changed by a report of another attempt", () => {
    given(submitted, dispatched)
      .when(report({ attempt: 2 }))
      .changesNothing();
  });

  it("ends once: a repeated report changes nothing", () => {
    given(submitted, dispatched, failed).when(report()).changesNothing();
    given(submitted, dispatched, completed).when(report()).changesNothing();
  });

  it("expires while it waits, and never while paper may be moving", () => {
    given(submitted).when(expire).emits({ type: "PrintExpired" });
    given(submitted, held).when(expire).emits({ type: "PrintExpired" });
    given(submitted, dispatched).when(expire).refuses("already-ended");
  });

  it("whose outcome never came is unconfirmed, and a late truth settles it", () => {
    given(submitted, dispatched).when(giveUp).emits({ type: "PrintUnconfirmed" });
    given(submitted, dispatched, unconfirmed).when(report()).emits({ type: "PrintCompleted" });
    const unknown = report({ outcome: { result: "unconfirmed", cause: "again" } });
    given(submitted, dispatched, unconfirmed).when(unknown).changesNothing();
  });

  it("that expired stays expired", () => {
    given(submitted, expired).when(dispatch).refuses("already-ended");
    given(submitted, expired).when(report()).refuses("not-dispatched-here");
  });

  it("has a rule for every status", () => {
    expect(Object.keys(accepts).sort()).toEqual(["absent", ...JobStatus.options].sort());
  });

  it("keeps proof and paper hash of its completion", () => {
    const job = [submitted, dispatched, unconfirmed, completed].reduce(
      printJob.evolve,
      printJob.initial,
    );
    expect(job).toMatchObject({
      status: "completed",
      reason: "job-completed-successfully",
      proof: "fenced",
      paperHash: paper.paperHash,
      attempt: 1,
    });
  });
});

describe("a print job that is canceled", () => {
  const user = { kind: "user", id: "user1", name: "Olive" } as const;
  const cancel: PrintCommand = { type: "CancelPrint", at: later, canceledBy: user };
  const requested: PrintEvent = { type: "PrintCancelRequested", at, data: { canceledBy: user } };
  const canceled: PrintEvent = { type: "PrintCanceled", at, data: { canceledBy: user } };
  const answer = (revoked: boolean, attempt = 1): PrintCommand => ({
    type: "AnswerRevoke",
    at: later,
    attempt,
    revoked,
    state: revoked ? undefined : "printing",
  });

  it("before its dispatch ends at once", () => {
    given(submitted).when(cancel).emits({ type: "PrintCanceled" });
    given(submitted, held).when(cancel).emits({ type: "PrintCanceled" });
    given(submitted, canceled).when(dispatch).refuses("already-ended");
  });

  it("after its dispatch waits for the agent's word", () => {
    given(submitted, dispatched).when(cancel).emits({ type: "PrintCancelRequested" });
    given(submitted, dispatched, requested).when(cancel).changesNothing();
    given(submitted, dispatched, requested).when(answer(true)).emits({ type: "PrintCanceled" });
    given(submitted, dispatched, requested)
      .when(answer(false))
      .emits({
        type: "PrintCancelRefused",
        data: { attempt: 1, state: "printing" },
      });
  });

  it("goes on as before when the agent was faster", () => {
    const refused: PrintEvent = {
      type: "PrintCancelRefused",
      at,
      data: { attempt: 1, state: "printing" },
    };
    given(submitted, dispatched, requested, refused).when(answer(true)).changesNothing();
    given(submitted, dispatched, requested, refused)
      .when(report())
      .emits({ type: "PrintCompleted" });
  });

  it("completes when paper was faster than the word", () => {
    given(submitted, dispatched, requested).when(report()).emits({ type: "PrintCompleted" });
    given(submitted, dispatched, requested, completed).when(answer(true)).refuses("already-ended");
  });

  it("is canceled by whatever proves that nothing came out", () => {
    const outcome = { result: "failed", code: "expired", detail: "late" };
    given(submitted, dispatched, requested)
      .when(report({ outcome }))
      .emits({ type: "PrintCanceled" });
  });

  it("is not canceled by an answer nobody waits for, or about another attempt", () => {
    given(submitted, dispatched).when(answer(true)).changesNothing();
    given(submitted, dispatched, requested).when(answer(true, 2)).changesNothing();
  });
});

describe("a device that fails before paper moves", () => {
  const unreachable = { result: "failed", code: "printer-unreachable", detail: "refused" };
  const over = (attempt: number): PrintEvent => ({
    type: "PrintAttemptFailed",
    at,
    data: { attempt, code: "printer-unreachable", detail: "refused" },
  });
  const sent = (attempt: number): PrintEvent => ({
    type: "PrintDispatched",
    at,
    data: { attempt, ...route },
  });

  it("is tried again, as another attempt", () => {
    const failing = report({ outcome: unreachable });
    given(submitted, dispatched).when(failing).emits({ type: "PrintAttemptFailed" });
    given(submitted, dispatched, over(1)).when(failing).changesNothing();
    given(submitted, dispatched, over(1))
      .when(dispatch)
      .emits({ data: { attempt: 2, ...route } });
  });

  it("ends the job with its third failure", () => {
    const third = report({ attempt: 3, outcome: unreachable });
    given(submitted, sent(1), over(1), sent(2), over(2), sent(3))
      .when(third)
      .emits({ type: "PrintFailed", data: { attempt: 3 } });
  });

  it("leaves the job to expire or to be canceled while it rests", () => {
    given(submitted, dispatched, over(1)).when(expire).emits({ type: "PrintExpired" });
  });
});

describe("any order of commands", () => {
  it("leads to at most one ending, but for a late truth", () => {
    const commands = [hold, dispatch, expire, giveUp, report(), report({ agentId: "other" })];
    for (let seed = 1; seed <= 20_000; seed++) {
      const ends = endingsOf(commands, seed);
      const late = ends.join() === "PrintUnconfirmed,PrintCompleted";
      expect(ends.length <= 1 || late, `seed ${seed}: ${ends.join()}`).toBe(true);
    }
  });
});

/** A small linear congruential generator: the seed names the run. */
function endingsOf(commands: readonly PrintCommand[], seed: number): string[] {
  let state = printJob.evolve(printJob.initial, submitted);
  const endings: string[] = [];
  for (let step = 0, chance = seed; step < 10; step++) {
    chance = (Math.imul(chance, 1664525) + 1013904223) >>> 0;
    const command = commands[(chance >>> 8) % commands.length]!;
    const decision = printJob.decide(state, command);
    for (const event of "events" in decision ? decision.events : []) {
      state = printJob.evolve(state, event);
      if (
        ["PrintCompleted", "PrintFailed", "PrintUnconfirmed", "PrintExpired"].includes(event.type)
      )
        endings.push(event.type);
    }
  }
  return endings;
}

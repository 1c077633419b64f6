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
const expired: PrintEvent = { type: "PrintExpired", at, data: {} };

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

  it("is dispatched as attempt 1, also after it was held undelivered", () => {
    given(submitted)
      .when(dispatch)
      .emits({ type: "PrintDispatched", data: { attempt: 1, ...route } });
    given(submitted, dispatched, held)
      .when(dispatch)
      .emits({ data: { attempt: 1, ...route } });
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
    given(submitted, dispatched, completed).when(report()).refuses("already-ended");
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

/** A bug here would look like: a printer that waits for paper while its backup stands idle, or jobs that wander at each hiccup. */
import type { JobState, PrinterState } from "@printermaster/contracts";
import { describe, expect, it } from "vitest";
import { OpenWork } from "../src/saga/domain/open-work.ts";
import { isOutOfReach, isOverdue, standInFor } from "../src/saga/domain/stand-in.ts";
import { agentState, at, jobState, nowMs, printerState } from "./job-states.ts";

const key = "demo.oldtown.printer1";
const backup = { printerId: "printer2", afterSeconds: 60 };
const longAgo = { since: at(nowMs - 60_000) };
const justNow = { since: at(nowMs - 59_999) };

function world({ first = {}, second = {}, agent = {}, other = {}, job = {} }) {
  const work = new OpenWork();
  work.sawAgent(agentState("agent1", agent));
  work.sawAgent(agentState("agent2", other));
  work.sawPrinter(printerState("printer1", "agent1", { backup, ...first }));
  work.sawPrinter(printerState("printer2", "agent2", second));
  work.sawJob(jobState("job1", job), 1, undefined);
  return { work, job: work.queueOf(key)[0]! };
}

function moves(about: Parameters<typeof world>[0]): boolean {
  const { work, job } = world(about);
  const standIn = standInFor(work, key);
  return standIn !== undefined && isOverdue(job, standIn, nowMs);
}

describe("a backup printer takes over", () => {
  const breaker = { state: "open", retryAt: at(nowMs), openings: 1, ...longAgo } as const;
  const reasons: readonly [string, Parameters<typeof world>[0], Parameters<typeof world>[0]][] = [
    [
      "blocked",
      { first: { state: "stopped", ...longAgo } },
      { first: { state: "stopped", ...justNow } },
    ],
    ["removed", { first: { removed: true, ...longAgo } }, { first: { removed: true, ...justNow } }],
    ["failing", { first: { breaker } }, { first: { breaker: { ...breaker, ...justNow } } }],
    [
      "without its agent",
      { agent: { connected: false, ...longAgo } },
      { agent: { connected: false, ...justNow } },
    ],
  ];
  it.each(reasons)("from a printer that is %s for long enough", (_, long, short) => {
    expect(moves(long)).toBe(true);
    expect(moves(short)).toBe(false);
  });

  it("from an agent that seems connected and was not reached since then", () => {
    const job: Partial<JobState> = { status: "pending-held", reason: "service-off-line" };
    const heldSince = longAgo.since;
    const before = { since: at(nowMs - 70_000) };
    expect(moves({ agent: before, job: { ...job, heldSince } })).toBe(true);
    // It has come back meanwhile: the job is about to go out.
    expect(moves({ agent: justNow, job: { ...job, heldSince } })).toBe(false);
  });

  it("only if it can print now", () => {
    const first: Partial<PrinterState> = { state: "stopped", ...longAgo };
    expect(moves({ first, second: { state: "stopped" } })).toBe(false);
    expect(moves({ first, second: { removed: true } })).toBe(false);
    expect(moves({ first, second: { breaker } })).toBe(false);
    expect(moves({ first, other: { connected: false } })).toBe(false);
    expect(moves({ first: { ...first, backup: { ...backup, printerId: "other" } } })).toBe(false);
    expect(moves({ first: { ...first, backup: undefined } })).toBe(false);
  });

  it("not from a printer that can print", () => {
    expect(moves({})).toBe(false);
  });
});

describe("an agent is out of reach", () => {
  const sent: Partial<JobState> = { status: "processing", attempt: 1, agentId: "agent1" };
  function outOfReach(about: Parameters<typeof world>[0]): boolean {
    const { work, job } = world(about);
    return isOutOfReach(job, standInFor(work, key)!, nowMs);
  }

  it("once it has been away, or silent, for long enough", () => {
    expect(outOfReach({ agent: { connected: false, ...longAgo }, job: sent })).toBe(true);
    expect(outOfReach({ agent: { connected: false, ...justNow }, job: sent })).toBe(false);
    const silent = { ...sent, status: "processing-stopped", reason: "service-off-line" } as const;
    const agent = { since: at(nowMs - 70_000) };
    expect(outOfReach({ agent, job: { ...silent, updatedAt: longAgo.since } })).toBe(true);
    expect(outOfReach({ agent, job: { ...silent, updatedAt: justNow.since } })).toBe(false);
  });

  it("not because its printer is blocked, nor if it is another's job", () => {
    expect(outOfReach({ first: { state: "stopped", ...longAgo }, job: sent })).toBe(false);
    const agent = { connected: false, ...longAgo };
    expect(outOfReach({ agent, job: { ...sent, agentId: "agent9" } })).toBe(false);
  });
});

describe("a job that is rerouted", () => {
  const other = "demo.oldtown.printer2";
  const moved = { printerId: "printer2", standsInFor: { printerId: "printer1", name: "Bar" } };
  const idsOf = (work: OpenWork, queue: string) =>
    work.queueOf(queue).map(({ state }) => state.jobId);

  it("leaves its queue and goes behind those of the other printer", () => {
    const { work } = world({});
    work.sawJob(jobState("there", { printerId: "printer2" }), 2, undefined);
    work.sawJob(jobState("behind"), 3, undefined);
    work.wroteJob(jobState("job1", moved), 4);
    expect(idsOf(work, key)).toEqual(["behind"]);
    expect(idsOf(work, other)).toEqual(["there", "job1"]);
  });

  it("is gone from both queues once it has ended, also if only its end was seen", () => {
    const { work } = world({});
    work.sawJob(jobState("job1", { ...moved, status: "completed" }), 9, undefined);
    expect([...work.printers()]).toEqual([]);
  });
});

/** A bug here would look like: a printer that is left alone although it works, or hammered although it is broken. */
import { readFileSync } from "node:fs";
import { subjects, type Breaker, type JobState } from "@printermaster/contracts";
import { describe, expect, it } from "vitest";
import { FAILURES_TO_OPEN, openingsAfter, retryAfterMs } from "../src/fleet/domain/breaker.ts";
import { printer, type PrinterCommand } from "../src/fleet/domain/printer.ts";
import { DeviceFailures, MOST_COUNTED, restsUntil } from "../src/saga/domain/device-failures.ts";
import { gateOf, verdictOn } from "../src/saga/domain/gate.ts";
import { judgeBreaker } from "../src/saga/app/judge-breaker.ts";
import { OpenWork } from "../src/saga/domain/open-work.ts";
import type { OpenJob } from "../src/saga/domain/open-job.ts";
import { RetryBudget } from "../src/saga/domain/retry-budget.ts";
import { jobState, printerState } from "./job-states.ts";
import { honest } from "./simulation/sabotage.ts";
import { inhabit } from "./simulation/simulate.ts";
import { World } from "./simulation/world.ts";

const at = "2026-11-21T10:00:00.000Z";
const start = Date.parse(at);
const key = "demo.oldtown.printer1";
const job = (jobId: string, over: Partial<JobState> = {}): JobState =>
  jobState(jobId, {
    status: "pending-held",
    reason: "printer-stopped",
    attempt: 1,
    attemptOver: true,
    ...over,
  });
const idle = printerState("printer1", "agent1");
const opened = {
  state: "open",
  since: at,
  retryAt: "2026-11-21T10:00:10.000Z",
  openings: 1,
  heard: 5,
} as const satisfies Breaker;
const probed = {
  state: "half-open",
  since: at,
  openings: 1,
  probe: "a",
  attempt: 2,
  heard: 6,
} as const satisfies Breaker;

describe("a printer's device failures", () => {
  const told = (...events: [number, string | undefined, Partial<JobState>?][]) => {
    const failures = new DeviceFailures();
    for (const [sequence, code, over] of events)
      failures.saw(job("a", over), start + sequence, sequence, code);
    return failures;
  };
  const failed = (...sequences: number[]) =>
    told(...sequences.map((sequence): [number, string] => [sequence, "printer-error"]));
  const sequences = (failures: DeviceFailures) =>
    failures.of(key).failures.map(({ sequence }) => sequence);
  const completed = { status: "completed" } as const;

  it("are counted in a row, whichever way the device failed", () => {
    expect(sequences(told([1, "printer-error"], [2, "printer-unreachable"]))).toEqual([1, 2]);
  });

  it.each(["returned", "expired", "unprintable", "unknown-printer", undefined])(
    "neither grow nor end with %s",
    (code) => {
      expect(sequences(told([1, "printer-error"], [2, code], [3, "printer-error"]))).toEqual([
        1, 3,
      ]);
    },
  );

  it("neither grow nor end with a job that nobody knows about", () => {
    const unknown = { status: "aborted", reason: "print-result-unknown" } as const;
    expect(sequences(told([1, "printer-error"], [2, undefined, unknown]))).toEqual([1]);
  });

  it("begin anew once anything is printed", () => {
    const failures = told([1, "printer-error"], [2, undefined, completed], [3, "printer-error"]);
    expect(failures.of(key)).toMatchObject({ completed: 2, failures: [{ sequence: 3 }] });
  });

  it("are those of one printer", () => {
    const failures = failed(1, 2);
    failures.saw(job("b", { ...completed, printerId: "printer2" }), start, 3, undefined);
    expect(sequences(failures)).toEqual([1, 2]);
  });

  it("are the same in whatever order, and however often, they are told", () => {
    const events: [number, string | undefined, Partial<JobState>?][] = [
      [1, "printer-error"],
      [2, "printer-error"],
      [3, undefined, completed],
      [4, "printer-error"],
      [5, "returned"],
      [6, "printer-unreachable"],
    ];
    const once = told(...events).of(key);
    expect(once).toMatchObject({ completed: 3, failures: [{ sequence: 4 }, { sequence: 6 }] });
    for (let turn = 0; turn < events.length; turn++) {
      const turned = [...events.slice(turn), ...events.slice(0, turn)];
      // Told by our own write first, then by the log.
      expect(told(...turned, ...events).of(key)).toEqual(once);
    }
  });

  it("are the same from what was kept at any position, whatever is told again", () => {
    const events: [number, string | undefined, Partial<JobState>?][] = Array.from(
      { length: 40 },
      (_, n) => {
        if (n % 9 === 8) return [n + 1, undefined, completed];
        return [n + 1, n % 4 === 3 ? "returned" : "printer-error"];
      },
    );
    for (let position = 0; position < events.length; position++) {
      const before = told(...events.slice(0, position));
      before.heard(position);
      const after = new DeviceFailures();
      after.restore(JSON.parse(JSON.stringify(before.kept())));
      expect(after.position).toBe(position);
      for (const [sequence, code, over] of events.slice(Math.max(0, position - 3)))
        after.saw(job("a", over), start + sequence, sequence, code);
      expect(after.of(key)).toEqual(told(...events).of(key));
    }
  });

  it("are counted no further than it takes to open a breaker", () => {
    expect(MOST_COUNTED).toBe(FAILURES_TO_OPEN);
    expect(sequences(failed(1, 2, 3, 4, 5, 6, 7))).toEqual([3, 4, 5, 6, 7]);
  });

  it("make the printer rest for longer each time, and equally for every owner", () => {
    const rests = [1, 2, 3, 4].map((count) => {
      const numbers = Array.from({ length: count }, (_, n) => n + 1);
      const outcomes = failed(...numbers).of(key);
      expect(restsUntil(outcomes)).toBe(restsUntil(failed(...numbers).of(key)));
      return restsUntil(outcomes) - (start + count);
    });
    rests.forEach((rest, n) => {
      expect(rest).toBeGreaterThanOrEqual(2000 * 2 ** n);
      expect(rest).toBeLessThanOrEqual(2500 * 2 ** n);
    });
    expect(restsUntil(failed().of(key))).toBe(0);
  });

  it("of several printers do not end their rests together", () => {
    const rests = Array.from({ length: 20 }, (_, n) => restsUntil(failed(n + 1).of(key)) - n);
    expect(new Set(rests).size).toBe(20);
  });
});

describe("a printer's gate", () => {
  const times = { now: start, restsUntil: 0, coolsUntil: start + 10_000 };
  const gate = (breaker: Breaker, over: Partial<typeof times> = {}, probe?: OpenJob) =>
    gateOf({ ...idle, breaker }, probe, { ...times, ...over });
  const openJob = (over: Partial<JobState>, mark: Partial<OpenJob> = {}): OpenJob => ({
    state: job("a", over),
    sequence: 1,
    sentAt: 1,
    traceparent: undefined,
    ...mark,
  });

  it("lets anything pass when nothing is wrong", () => {
    expect(gate({ state: "closed" })).toEqual({ kind: "anything" });
  });

  it("keeps everything back, with the reason, while the printer is stopped", () => {
    const stopped = { ...idle, state: "stopped", breaker: opened } as const;
    expect(gateOf(stopped, undefined, { ...times, now: start + 20_000 })).toEqual({
      kind: "nothing",
      hold: "printer-stopped",
    });
  });

  it("keeps everything back, without a word in the log, while a device rests", () => {
    const until = start + 2000;
    expect(gate({ state: "closed" }, { restsUntil: until })).toEqual({ kind: "nothing", until });
  });

  it("keeps everything back until the breaker has cooled down, then asks for a probe", () => {
    const shut = { kind: "nothing", hold: "printer-circuit-open", until: start + 10_000 };
    expect(gate(opened, { now: start + 9999 })).toEqual(shut);
    expect(gate(opened, { now: start + 10_000 })).toEqual({ kind: "probe" });
  });

  it.each<[string, OpenJob]>([
    ["that waits to go out", openJob({ attempt: 1 })],
    ["that is out", openJob({ attempt: 2, status: "processing" })],
    ["whose agent is away", openJob({ attempt: 2, status: "processing-stopped" })],
    [
      "whose document is gone, but which is out",
      openJob({ attempt: 2, status: "processing" }, { aside: true }),
    ],
  ])("lets only the probe pass %s", (_, probe) => {
    expect(gate(probed, {}, probe)).toEqual({ kind: "only", jobId: "a" });
  });

  it.each<[string, OpenJob | undefined]>([
    ["has ended otherwise, or was moved", undefined],
    ["was given back", openJob({ attempt: 2 })],
    ["lacks its document", openJob({ attempt: 1 }, { aside: true })],
  ])("asks for another probe when the last one %s", (_, probe) => {
    expect(gate(probed, {}, probe)).toEqual({ kind: "probe" });
  });
});

describe("the verdict on a breaker", () => {
  const failures = (...ofJobs: [string, number][]) =>
    ofJobs.map(([jobId, attempt], n) => ({ sequence: n + 10, at: start, jobId, attempt }));
  const some = (count: number) =>
    failures(...Array.from({ length: count }, (): [string, number] => ["a", 1]));
  const verdict = (breaker: Breaker, outcomes: Parameters<typeof verdictOn>[1]) =>
    verdictOn(breaker, outcomes, FAILURES_TO_OPEN);

  it("is to open it at the fifth failure in a row, not before", () => {
    expect(verdict({ state: "closed" }, { completed: 0, failures: some(4) })).toBeUndefined();
    expect(verdict({ state: "closed" }, { completed: 0, failures: some(5) })).toBe("open");
  });

  it("is to close it once anything is printed after what opened it", () => {
    for (const breaker of [opened, probed]) {
      expect(verdict(breaker, { completed: breaker.heard, failures: [] })).toBeUndefined();
      expect(verdict(breaker, { completed: breaker.heard + 1, failures: [] })).toBe("close");
    }
  });

  it("is to open it again when the device fails the probe", () => {
    expect(verdict(probed, { completed: 0, failures: failures(["a", 2]) })).toBe("open");
  });

  it("does not hang on an earlier attempt of the probe, or on other jobs", () => {
    const others = failures(["a", 1], ["b", 7]);
    expect(verdict(probed, { completed: 0, failures: others })).toBeUndefined();
    expect(verdict(opened, { completed: 0, failures: some(5) })).toBeUndefined();
  });
});

describe("a printer's breaker", () => {
  const decide = (breaker: Breaker, command: PrinterCommand) => {
    const decision = printer.decide({ ...idle, breaker }, command);
    if ("refused" in decision) throw new Error(decision.refused);
    return decision.events.map(({ type, state }) => ({ type, breaker: state.breaker }));
  };
  const judged = (seen: Breaker, heard = 9) => ({ at, seen, heard });
  const late = "2026-11-21T10:00:30.000Z";

  it("opens, and opens again after a failed probe, remembering since when", () => {
    const closed: Breaker = { state: "closed", heard: 2 };
    const open = { type: "OpenBreaker", retryAt: late } as const;
    expect(decide(closed, { ...open, ...judged(closed) })).toEqual([
      {
        type: "BreakerOpened",
        breaker: { state: "open", since: at, retryAt: late, openings: 1, heard: 9 },
      },
    ]);
    const since = "2026-11-21T09:59:00.000Z";
    const half = { ...probed, since };
    expect(decide(half, { ...open, ...judged(half) })).toEqual([
      {
        type: "BreakerOpened",
        breaker: { state: "open", since, retryAt: late, openings: 2, heard: 9 },
      },
    ]);
    expect(decide(opened, { ...open, ...judged(opened) })).toEqual([]);
  });

  it("is probed by one attempt of one job, not before it has cooled down", () => {
    const probe = { type: "ProbeBreaker", jobId: "b", attempt: 3, ...judged(opened) } as const;
    expect(decide(opened, probe)).toEqual([]);
    expect(decide(opened, { ...probe, at: opened.retryAt })).toEqual([
      {
        type: "BreakerProbed",
        breaker: { state: "half-open", since: at, openings: 1, probe: "b", attempt: 3, heard: 9 },
      },
    ]);
  });

  it("closes", () => {
    expect(decide(probed, { type: "CloseBreaker", ...judged(probed) })).toEqual([
      { type: "BreakerClosed", breaker: { state: "closed", heard: 9 } },
    ]);
  });

  it("is not changed by whoever saw it before it changed", () => {
    const now: Breaker = { ...probed, probe: "b", attempt: 1, heard: 12 };
    const commands: PrinterCommand[] = [
      { type: "OpenBreaker", retryAt: late, ...judged(probed) },
      { type: "ProbeBreaker", jobId: "c", attempt: 1, ...judged(opened), at: late },
      { type: "CloseBreaker", ...judged({ ...now, heard: 11 }) },
    ];
    for (const command of commands) expect(decide(now, command)).toEqual([]);
  });

  it("is the same in whatever order its facts are read", () => {
    const { heard, attempt, ...rest } = probed;
    const turned: Breaker = { heard, attempt, ...rest };
    expect(decide(probed, { type: "CloseBreaker", ...judged(turned) })).toHaveLength(1);
  });

  it("waits longer each time, up to five minutes, with a quarter of jitter", () => {
    expect(openingsAfter({ state: "closed" })).toBe(1);
    expect(openingsAfter(probed)).toBe(2);
    expect([1, 2, 3, 9, 50].map((openings) => retryAfterMs(openings, 0.5))).toEqual([
      10_000, 20_000, 40_000, 300_000, 300_000,
    ]);
    expect(retryAfterMs(1, 0)).toBe(7500);
    expect(retryAfterMs(1, 1)).toBe(12_500);
  });

  it("stays as it is when its agent describes the printer anew", () => {
    const { printerId, name, kind, columns } = idle;
    const stopped = { printerId, name, kind, columns, state: "stopped", reasons: ["media-empty"] };
    const description = stopped as Extract<
      PrinterCommand,
      { type: "DescribePrinter" }
    >["description"];
    const who = { company: "demo", branch: "oldtown", agentId: "agent2" };
    const told = decide(opened, { type: "DescribePrinter", at, ...who, description });
    expect(told).toEqual([{ type: "PrinterChanged", breaker: opened }]);
  });
});

describe("an owner that knows less of the log than whoever judged a breaker last", () => {
  it("does not judge it before it has heard as much", async () => {
    const world = new World(1);
    const [orchestrator] = inhabit(world, honest).cluster.orchestrators;
    const work = new OpenWork();
    const deps = orchestrator.sagaDeps(work);
    const state = { ...idle, breaker: probed };
    const subject = subjects.fleetPrinter("demo", "oldtown", "printer1");
    const body = { kind: "printer", type: "BreakerProbed", state } as const;
    world.logs.fleet.write({ subject, id: "probed", body, storedAt: start }, 0);
    work.sawPrinter(state);
    work.failures.saw(job("a", { attempt: 2 }), start, probed.heard - 1, "printer-error");
    work.failures.heard(probed.heard - 1);
    expect(await judgeBreaker(deps, key)).toBe("later");
    work.failures.heard(probed.heard);
    const judged = judgeBreaker(deps, key);
    await world.scheduler.runFor(100);
    expect(await judged).toBe("done");
    expect(world.logs.fleet.last(subject)?.body).toMatchObject({
      state: { breaker: { openings: 2, heard: probed.heard } },
    });
  });
});

describe("docs/life-of-a-print.md", () => {
  const page = readFileSync(new URL("../../docs/life-of-a-print.md", import.meta.url), "utf8");

  it("tells when a breaker opens, and for how long", () => {
    const [first, most] = [1, 99].map((openings) => retryAfterMs(openings, 0.5) / 1000);
    expect(page).toContain(`opens at the ${FAILURES_TO_OPEN}th device failure in a row`);
    expect(page).toContain(`${first} s, doubling with each opening in a row to ${most} s`);
  });

  it("tells how long a device rests, and how often a branch may try again", () => {
    const failures = [{ sequence: 0, at: 0, jobId: "a", attempt: 1 }];
    expect(page).toContain(
      `${restsUntil({ completed: 0, failures }) / 1000} s, doubling with each`,
    );
    const budget = new RetryBudget();
    let burst = 0;
    while (budget.take("demo.oldtown", start) === 0) burst++;
    expect(page).toContain(`after a burst of ${burst};`);
  });
});

describe("a branch's retry budget", () => {
  it("lets twenty go at once, then one a second", () => {
    const budget = new RetryBudget();
    const waits = Array.from({ length: 21 }, () => budget.take("demo.oldtown", start));
    expect(waits).toEqual([...Array<number>(20).fill(0), 1000]);
    expect(budget.take("demo.oldtown", start + 400)).toBe(600);
    expect(budget.take("demo.oldtown", start + 1000)).toBe(0);
    expect(budget.take("demo.oldtown", start + 1000)).toBe(1000);
  });

  it("is each branch's own, and fills up to its brim only", () => {
    const budget = new RetryBudget();
    for (let n = 0; n < 21; n++) budget.take("demo.oldtown", start);
    expect(budget.take("demo.harbour", start)).toBe(0);
    const later = start + 3_600_000;
    const waits = Array.from({ length: 21 }, () => budget.take("demo.oldtown", later));
    expect(waits.filter((wait) => wait === 0)).toHaveLength(20);
  });

  it("takes nothing from a clock that goes back", () => {
    const budget = new RetryBudget();
    expect(budget.take("demo.oldtown", start)).toBe(0);
    for (let n = 0; n < 19; n++) expect(budget.take("demo.oldtown", start - 5000)).toBe(0);
    expect(budget.take("demo.oldtown", start - 5000)).toBe(1000);
  });
});

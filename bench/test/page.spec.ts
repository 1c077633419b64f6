import { describe, expect, it } from "vitest";
import { targetsOf, verdictOf } from "../src/page/targets.ts";
import { pageOf } from "../src/page/write-page.ts";
import { paperOf } from "../src/paper/results.ts";
import { SCRIPTS } from "../src/paper/round.ts";
import { perName } from "../src/statistics.ts";
import { results } from "./results.ts";

describe("a target", () => {
  it("is met up to its bound, and beyond it says by how much it is missed", () => {
    expect(verdictOf({ what: "", most: 1.6, is: 1.6 })).toBe("met");
    expect(verdictOf({ what: "", most: 1.6, is: 2 })).toBe("**missed by 25 %**");
    expect(verdictOf({ what: "", least: 0.6, is: 0.6 })).toBe("met");
    expect(verdictOf({ what: "", least: 0.6, is: 0.3 })).toBe("**missed by 50 %**");
  });

  it("is never met by what was not measured", () => {
    expect(verdictOf({ what: "", most: 1.6, is: Number.NaN })).toBe("not measured");
  });
});

describe("the page", () => {
  const prints = results();

  it("names machine, targets, floors, loads, processors and what a peer cannot promise", () => {
    const page = pageOf(prints, undefined, undefined);
    expect(page).toContain("A processor, 2 cores");
    expect(page).toContain("| at most 1.6 | 2.00 | **missed by 25 %** |");
    expect(page).toContain("| one after another | **2.70** |");
    expect(page).toContain("| **bullmq-always** | one in flight | 10.00 |");
    expect(page).toContain("gateway 2.00, agent 1.00");
    expect(page).toContain("no history of a job");
    expect(page).toContain("Not measured in this run: bullmq-everysec");
  });

  it("tells what bytes and pictures cost, beside the bare libraries", () => {
    const lines = perName(SCRIPTS, (script) => (script === "Thai" ? 20 : 1));
    const round = { composed: 0.5, loop: 0.25, json: 0.1, svg: 1, png: 4, lines, bareLine: 2 };
    const page = pageOf(prints, undefined, undefined, paperOf([round], prints));
    expect(page).toContain("slowest script, p50 in ms | at most 15 | 20.00 | **missed by 33 %** |");
    expect(page).toContain("plain loop | 0.500 | 0.250 | 2.00 × |");
    expect(page).toContain("by the bare canvas | 20.000 | 2.000 | 10.00 × |");
  });

  it("tells whether a print's cost stays flat", () => {
    const cost = (processor: number) => ({
      told: { p50: 5, p95: 6, p99: 7, n: 9 },
      perSecond: 300,
      processor,
    });
    const caughtUp = { events: 0, seconds: 0, perSecond: 0, left: 0 };
    const shapes = {
      ...prints,
      processes: [],
      logs: [5, 5.5, 7].map((one, n) => ({ ...cost(one), events: n, startSeconds: 1, caughtUp })),
      crowds: [5, 5.5].map((one, n) => ({
        ...cost(one),
        agents: n,
        enteredPerSecond: 1,
        gatewayMb: 1,
      })),
    };
    const [log, crowd] = targetsOf(prints, shapes).slice(-2);
    expect(verdictOf(log!)).toContain("missed by 17 %");
    expect(verdictOf(crowd!)).toBe("met");
  });
});

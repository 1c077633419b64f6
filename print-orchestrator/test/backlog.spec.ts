/** A bug here would look like: a stack of old receipts after an outage, or a fresh one that nobody prints. */
import { PrintDocument, type BacklogRule } from "@printermaster/contracts";
import { describe, expect, it } from "vitest";
import { afterOutage, OUTAGE_MS } from "../src/saga/domain/backlog.ts";
import { SLIP_TITLE, slipOf } from "../src/saga/domain/slip.ts";
import { at, jobState, nowMs } from "./job-states.ts";

const held = (ms: number, over: object = {}) =>
  jobState("job1", { status: "pending-held", heldSince: at(nowMs - ms), ...over });
const verdict = (rule: BacklogRule, job = held(OUTAGE_MS + 1), expectedMs = 0) =>
  afterOutage(rule, job, nowMs, expectedMs);

describe("a job that waited through an outage", () => {
  it("is printed, dropped or listed as its branch wants it", () => {
    expect(verdict({ kind: "all" })).toBe("print");
    expect(verdict({ kind: "expire" })).toBe("drop");
    expect(verdict({ kind: "summary" })).toBe("list");
  });

  it("is printed if it is younger than its branch wants", () => {
    const rule = { kind: "younger", minutes: 10 } as const;
    const submittedAgo = (minutes: number) =>
      held(OUTAGE_MS + 1, { submittedAt: at(nowMs - minutes * 60_000) });
    expect(verdict(rule, submittedAgo(9))).toBe("print");
    expect(verdict(rule, submittedAgo(10))).toBe("drop");
  });

  it("is not judged for a hiccup, nor if it never waited", () => {
    for (const kind of ["expire", "summary"] as const) {
      expect(verdict({ kind }, held(OUTAGE_MS))).toBe("print");
      expect(verdict({ kind }, jobState("job1", { submittedAt: at(0) }))).toBe("print");
    }
    const minute = { kind: "younger", minutes: 1 } as const;
    expect(verdict(minute, held(OUTAGE_MS, { submittedAt: at(0) }))).toBe("print");
  });

  it("is not judged for the time that its backup printer was meant to let pass", () => {
    expect(verdict({ kind: "expire" }, held(OUTAGE_MS + 30_000), 30_000)).toBe("print");
    expect(verdict({ kind: "expire" }, held(OUTAGE_MS + 30_001), 30_000)).toBe("drop");
  });

  it("is printed whatever the rule if it is a slip", () => {
    expect(verdict({ kind: "summary" }, held(OUTAGE_MS * 9, { lists: ["job2"] }))).toBe("print");
  });
});

describe("a slip", () => {
  it("tells of each job what it was, when, by whom, and how to find it", () => {
    const jobs = [
      jobState("abcdefghij", { title: "Table 4", submittedAt: "2026-11-21T09:58:59.000Z" }),
      jobState("klmnopqrst", { documentKind: "text" }),
    ];
    const slip = slipOf(jobs);
    const texts = slip.blocks.map((block) => ("text" in block ? block.text : block.type));
    expect(texts).toEqual([
      SLIP_TITLE,
      "2 of them; times are UTC",
      "rule",
      "11-21 09:58  Table 4",
      "Anna, job ...efghij",
      "11-21 10:00  text",
      "Anna, job ...opqrst",
    ]);
  });

  it("is written the same by everybody, also after its way through the log", () => {
    const slip = slipOf([jobState("abcdefghij")]);
    expect(JSON.stringify(PrintDocument.parse(slip))).toBe(JSON.stringify(slip));
  });
});

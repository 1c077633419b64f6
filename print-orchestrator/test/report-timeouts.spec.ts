import type { JobState } from "@printermaster/contracts";
import { describe, expect, it } from "vitest";
import { ReportTimeouts, type KeptTimes } from "../src/saga/domain/report-timeouts.ts";

const job = (over: Partial<JobState> = {}) =>
  ({
    company: "demo",
    branch: "oldtown",
    printerId: "printer1",
    class: "receipt",
    status: "completed",
    ...over,
  }) as JobState;

function learned(count: number, ms: number, over: Partial<JobState> = {}): ReportTimeouts {
  const timeouts = new ReportTimeouts();
  for (let n = 0; n < count; n++) timeouts.sawEnd(job(over), n * 1e6, n * 1e6 + ms);
  return timeouts;
}

describe("the time an outcome may take", () => {
  it("is 30 s as long as little is known", () => {
    expect(learned(19, 100).limitMs(job(), 0)).toBe(30_000);
  });

  it("is the 95th percentile and 5 s more", () => {
    const timeouts = learned(95, 1000);
    for (let n = 0; n < 5; n++) timeouts.sawEnd(job(), 1e9 + n * 1e6, 1e9 + n * 1e6 + 90_000);
    expect(timeouts.limitMs(job(), 0)).toBe(6000);
    for (let n = 0; n < 5; n++) timeouts.sawEnd(job(), 2e9 + n * 1e6, 2e9 + n * 1e6 + 90_000);
    expect(timeouts.limitMs(job(), 0)).toBe(95_000);
  });

  it("doubles with each question, and stays within its bounds", () => {
    const timeouts = learned(30, 1000);
    expect([0, 1, 2, 3, 9].map((asked) => timeouts.limitMs(job(), asked))).toEqual([
      6000, 12_000, 24_000, 48_000, 48_000,
    ]);
    expect(learned(30, 10_000_000).limitMs(job(), 0)).toBe(300_000);
  });

  it("is learned for each printer and class by itself, from completions only", () => {
    const timeouts = learned(30, 60_000);
    expect(timeouts.limitMs(job({ class: "label" }), 0)).toBe(30_000);
    expect(timeouts.limitMs(job({ printerId: "printer2" }), 0)).toBe(30_000);
    expect(learned(30, 60_000, { status: "aborted" }).limitMs(job(), 0)).toBe(30_000);
  });

  it("is as it was for whoever is told what was kept of it, newest first", () => {
    const before = learned(95, 1000);
    for (let n = 0; n < 20; n++) before.sawEnd(job(), 1e9 + n * 1e6, 1e9 + n * 1e6 + 2000.4);
    const after = new ReportTimeouts();
    after.restore(JSON.parse(JSON.stringify(before.kept())) as KeptTimes);
    expect(after.limitMs(job(), 0)).toBe(7000);
    expect(after.begunAt(job(), 0)).toBe(before.begunAt(job(), 0));
    expect(learned(19, 100).kept().samples[0]?.[1]).toHaveLength(19);
  });

  it("is kept of the printers that printed last, within what a snapshot can hold", () => {
    const timeouts = new ReportTimeouts();
    for (let n = 0; n < 20 * 5000; n++) {
      const printerId = `${"p".repeat(26)}${n % 5000}`;
      timeouts.sawEnd(job({ printerId, branch: "b".repeat(26) }), n * 1e6, n * 1e6 + 12_345);
    }
    timeouts.sawEnd(job({ printerId: `${"p".repeat(26)}0`, branch: "b".repeat(26) }), 2e11, 2e11);
    const kept = timeouts.kept();
    expect(JSON.stringify(kept).length).toBeLessThan(600_000);
    expect(kept.samples.at(-1)?.[0]).toContain("p0.");
    expect(kept.samples[0]?.[0]).toContain("p3001.");
  });

  it("does not count the time a job queued behind another", () => {
    const timeouts = new ReportTimeouts();
    timeouts.sawEnd(job(), 0, 10_000);
    expect(timeouts.begunAt(job(), 1000)).toBe(10_000);
    expect(timeouts.begunAt(job(), 12_000)).toBe(12_000);
  });
});

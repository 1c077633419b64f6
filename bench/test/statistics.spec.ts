import { describe, expect, it } from "vitest";
import { median, medianOfRounds, percentile, summarize } from "../src/statistics.ts";

const oneTo = (n: number): number[] => Array.from({ length: n }, (_, index) => index + 1);

describe("percentiles", () => {
  it("are nearest ranks, so each is a value that was measured", () => {
    const hundred = oneTo(100);
    expect(percentile(hundred, 0.5)).toBe(50);
    expect(percentile(hundred, 0.95)).toBe(95);
    expect(percentile(hundred, 0.99)).toBe(99);
    expect(percentile([3, 8], 0.5)).toBe(3);
    expect(percentile([3, 8], 0.51)).toBe(8);
  });

  it("of a single sample are that sample", () => {
    expect(summarize([7])).toEqual({ p50: 7, p95: 7, p99: 7, n: 1 });
  });

  it("order numbers by size, not as text, and leave the samples as they were", () => {
    const samples = [10, 9, 100];
    expect(summarize(samples)).toEqual({ p50: 10, p95: 100, p99: 100, n: 3 });
    expect(samples).toEqual([10, 9, 100]);
  });

  it("of nothing are no number", () => {
    expect(summarize([])).toEqual({ p50: Number.NaN, p95: Number.NaN, p99: Number.NaN, n: 0 });
  });
});

describe("the median", () => {
  it("is the middle value, or lies between the middle two", () => {
    expect(median([30, 1, 2])).toBe(2);
    expect(median([4, 1, 100, 2])).toBe(3);
    expect(median([])).toBeNaN();
  });
});

describe("the median of rounds", () => {
  const round = (factor: number, n = 10) => ({ p50: factor, p95: 2 * factor, p99: 3 * factor, n });

  it("takes each percentile by itself and is not moved by one bad round", () => {
    expect(medianOfRounds([round(1), round(500), round(2)])).toEqual({
      p50: 2,
      p95: 4,
      p99: 6,
      n: 30,
    });
  });

  it("lets a round without a sample not vote", () => {
    const empty = { p50: Number.NaN, p95: Number.NaN, p99: Number.NaN, n: 0 };
    expect(medianOfRounds([round(5), empty, empty])).toEqual({ p50: 5, p95: 10, p99: 15, n: 10 });
  });
});

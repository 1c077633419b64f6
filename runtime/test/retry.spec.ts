import { describe, expect, it } from "vitest";
import { backoff, pause } from "../src/index.ts";

describe("the wait between tries", () => {
  it("doubles up to its limit, with at most a quarter of jitter", () => {
    expect([0, 1, 2, 3, 9].map((n) => backoff(n, 50, 400, 0))).toEqual([50, 100, 200, 400, 400]);
    expect(backoff(0, 100, 1000, 1)).toBe(125);
    expect(backoff(10_000, 50, 400, 0)).toBe(400);
  });

  it("ends early when its signal is given, and at once when it was given before", async () => {
    const stop = new AbortController();
    const waiting = pause(60_000, stop.signal);
    stop.abort();
    await waiting;
    await pause(60_000, stop.signal);
    expect(stop.signal.aborted).toBe(true);
  });
});

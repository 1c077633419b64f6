/** A bug here would look like: an agent that leaks, and an hour that says it holds. */
import { describe, expect, it } from "vitest";
import { flatnessOf } from "../faults/agent-alone/flatness.ts";
import type { Sample } from "../faults/agent-alone/watch.ts";

const hour = (over: (nth: number) => Partial<Sample> = () => ({})): Sample[] =>
  Array.from({ length: 720 }, (_, nth) => ({
    atMs: nth * 5000,
    pid: 1,
    residentKb: 100_000 + (nth % 10) * 1000,
    files: 28 + (nth % 2),
    spoolKb: 500,
    ...over(nth),
  }));

describe("an hour of a process", () => {
  it("is flat when it goes up and down, and when it only grew while it warmed up", () => {
    expect(flatnessOf(hour()).against).toEqual([]);
    const warm = hour((nth) => (nth < 100 ? { residentKb: 50_000 + nth * 400 } : {}));
    expect(flatnessOf(warm).against).toEqual([]);
  });

  it("is not flat when memory grows by a sixth, or files stay open", () => {
    const leaks = hour((nth) => ({ residentKb: 100_000 + nth * 50 }));
    expect(flatnessOf(leaks).against).toEqual(["memory grew from 110.8 to 128.4 MB"]);
    const opens = hour((nth) => ({ files: 28 + Math.floor(nth / 60) }));
    expect(flatnessOf(opens).against).toEqual(["open files grew from 32 to 38"]);
  });

  it("is not one process when it was started again", () => {
    const again = hour((nth) => ({ pid: nth < 400 ? 1 : 2 }));
    expect(flatnessOf(again).against).toEqual(["it ended 1 times"]);
  });
});

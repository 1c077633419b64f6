import { pause } from "@printermaster/runtime";
import { describe, expect, it } from "vitest";
import { closedLoop } from "../src/loads/closed-loop.ts";
import type { Contestant } from "../src/loads/contestant.ts";
import { openLoop, schedule } from "../src/loads/open-loop.ts";
import { processorTime, statIn, timeAPrint } from "../src/loads/processor-time.ts";

const contestant = (print: Contestant["print"]): Contestant => ({
  name: "one",
  printers: 2,
  print,
  processes: () => [],
});

const after = async (ms: number) => {
  const submitted = performance.now();
  await pause(ms);
  return { submitted, told: performance.now() };
};

describe("an open loop", () => {
  it("has as many prints as its rate says, at times that are the same in every run", () => {
    const times = schedule(1000, 10_000);
    expect(times.length).toBeGreaterThan(9700);
    expect(times.length).toBeLessThan(10_300);
    expect(times).toEqual(schedule(1000, 10_000));
  });

  it("lets everybody feel a stall who comes during it", async () => {
    const STALL_MS = 400;
    let lane = pause(STALL_MS);
    const oneAfterAnother = contestant(async () => {
      const submitted = performance.now();
      await (lane = lane.then(() => undefined));
      return { submitted, told: performance.now() };
    });
    const { told } = await openLoop(oneAfterAnother, 200, STALL_MS);
    expect(told.p50).toBeGreaterThan(STALL_MS / 4);
  });

  it("counts what failed, and times the others", async () => {
    let prints = 0;
    const everyOther = contestant(() =>
      prints++ % 2 === 0 ? after(1) : Promise.reject(new Error("paper out")),
    );
    const { told, accepted, failed } = await openLoop(everyOther, 500, 200);
    expect(failed).toBe(Math.floor(prints / 2));
    expect(told.n + failed).toBe(prints);
    expect(accepted.n).toBe(0);
  });
});

describe("a closed loop", () => {
  it("never has more in flight than it was told, and gives each printer its turn", async () => {
    let inFlight = 0;
    let most = 0;
    const printers = [0, 0];
    const counting = contestant(async (printer) => {
      printers[printer]!++;
      most = Math.max(most, ++inFlight);
      const print = await after(1);
      inFlight--;
      return print;
    });
    const { told } = await closedLoop(counting, 4, { prints: 20, mostMs: 10_000 });
    expect(told.n).toBe(20);
    expect(most).toBe(4);
    expect(printers).toEqual([10, 10]);
  });
});

describe("a contestant that fails now and then", () => {
  it("is timed by what came out, and given up when it does nothing else", async () => {
    let prints = 0;
    const everyThird = contestant(() =>
      ++prints % 3 === 0 ? Promise.reject(new Error("paper out")) : after(1),
    );
    const { told, failed } = await closedLoop(everyThird, 2, { prints: 12, mostMs: 10_000 });
    expect([told.n, failed]).toEqual([8, 4]);
    const broken = contestant(() => Promise.reject(new Error("paper out")));
    await expect(closedLoop(broken, 2, { prints: 100, mostMs: 10_000 })).rejects.toThrow("paper");
  });
});

describe("the processor's time", () => {
  it("is read past a name with spaces and brackets, with that of children that ended", () => {
    const text = "42 (odd ) name) S 7 42 42 0 -1 4194304 1 2 3 4 100 20 3 1 20 0 1 0 5 6 7";
    expect(statIn(text)).toEqual({ parent: 7, ms: 1240 });
  });

  it.runIf(process.platform === "linux")("of a process grows while it works", async () => {
    const own = [{ name: "test", pid: process.pid }];
    const before = await processorTime(own);
    const started = performance.now();
    while (performance.now() - started < 100);
    const grown = timeAPrint(before, await processorTime(own), 1);
    expect(grown["test"]).toBeGreaterThanOrEqual(10);
  });
});

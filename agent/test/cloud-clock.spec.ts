/** A bug here is a queue that expires at once because somebody has put the clock right. */
import { describe, expect, it } from "vitest";
import { CloudClock } from "../src/adapters/cloud-clock.ts";

const HOUR = 3_600_000;
const BEGAN = Date.parse("2026-11-29T12:00:00Z");

/** A PC whose wall clock is off by so much, and a cloud that is not. */
function pcThatIsOffBy(offMs: number) {
  let passedMs = 0;
  let setMs = offMs;
  const clock = new CloudClock({
    wallMs: () => BEGAN + passedMs + setMs,
    steadyMs: () => 500_000 + passedMs,
  });
  const cloudMs = () => BEGAN + passedMs;
  const hello = () => clock.correct(new Date(cloudMs()).toISOString());
  const set = (byMs: number) => void (setMs += byMs);
  return { clock, hello, cloudMs, set, pass: (ms: number) => void (passedMs += ms) };
}

describe("the cloud's time at an agent", () => {
  it.each([0, HOUR, -24 * HOUR])(
    "is right from the hello on, if the clock is off by %d ms",
    (off) => {
      const { clock, hello, cloudMs, pass } = pcThatIsOffBy(off);
      expect(hello()).toBe(0 - off);
      pass(90_000);
      expect(clock.now()).toBe(cloudMs());
    },
  );

  it.each([HOUR, -HOUR, 24 * HOUR, -24 * HOUR])(
    "stays right when the clock is set by %d ms",
    (step) => {
      const { clock, hello, cloudMs, set, pass } = pcThatIsOffBy(0);
      hello();
      set(step);
      pass(1000);
      expect(clock.now()).toBe(cloudMs());
      expect(clock.estimate()?.offsetMs).toBe(-step);
      set(-step);
      expect(clock.now()).toBe(cloudMs());
    },
  );

  it("stays right when NTP puts a clock right that was a day behind", () => {
    const { clock, hello, cloudMs, set } = pcThatIsOffBy(-24 * HOUR);
    hello();
    set(24 * HOUR);
    expect(clock.now()).toBe(cloudMs());
    expect(hello()).toBe(0);
    expect(clock.now()).toBe(cloudMs());
  });

  it("goes on while the machine sleeps: a night is no step", () => {
    const { clock, hello, cloudMs, pass } = pcThatIsOffBy(HOUR);
    hello();
    pass(8 * HOUR);
    expect(clock.now()).toBe(cloudMs());
  });

  it("does not run backwards for what the way of a message may be", () => {
    const { clock, hello, cloudMs, set } = pcThatIsOffBy(0);
    hello();
    set(1500);
    expect(clock.now()).toBe(cloudMs() + 1500);
  });
});

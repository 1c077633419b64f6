/** A bug here would look like: two probes at once, a probe before its time, or a breaker that somebody's name change resets. */
import type { Breaker, PrinterState } from "@printermaster/contracts";
import fc from "fast-check";
import { expect, it } from "vitest";
import { retryAfterMs } from "../src/fleet/domain/breaker.ts";
import { printer, type PrinterCommand, type PrinterEvent } from "../src/fleet/domain/printer.ts";

const agentId = fc.constantFrom("agent1", "agent2");

/** Without its time: that follows from how much later it comes than the one before. */
const commands = fc.oneof(
  fc.record({
    type: fc.constant("DescribePrinter" as const),
    company: fc.constant("demo"),
    branch: fc.constant("oldtown"),
    agentId,
    description: fc.record({
      printerId: fc.constant("printer1"),
      name: fc.constantFrom("Kitchen", "Bar"),
      kind: fc.constant("tcp" as const),
      columns: fc.constant(48 as const),
      state: fc.constantFrom("idle" as const, "processing" as const, "stopped" as const),
      reasons: fc.constantFrom([], ["media-empty"]),
    }),
  }),
  fc.record({ type: fc.constant("RemovePrinter" as const), agentId }),
  fc.record({
    type: fc.constant("SetBackup" as const),
    backup: fc.constantFrom(undefined, { printerId: "printer2", afterSeconds: 60 }),
  }),
  fc.record({
    type: fc.constant("OpenBreaker" as const),
    slept: fc.boolean(),
    chance: fc.double({ min: 0, max: 0.999, noNaN: true }),
  }),
  fc.record({
    type: fc.constant("ProbeBreaker" as const),
    slept: fc.boolean(),
    jobId: fc.constantFrom("job1", "job2"),
  }),
  fc.record({ type: fc.constant("CloseBreaker" as const) }),
);
const lives = fc.array(fc.tuple(commands, fc.nat(60_000)), {
  minLength: 5,
  maxLength: 40,
  size: "max",
});

it("a printer's breaker asks with one job at a time, never before its time, and longer each time", () => {
  const reached = new Map<string, number>();
  fc.assert(
    fc.property(lives, (life) => {
      let state: PrinterState | undefined;
      let now = Date.UTC(2026, 10, 21);
      for (const [command, ms] of life) {
        now += ms;
        const at = new Date(now).toISOString();
        const judged = { ...command, ...judgedOf(state, now, command), at } as PrinterCommand;
        const decision = printer.decide(state, judged);
        for (const event of "events" in decision ? decision.events : []) {
          const slept = "slept" in command && command.slept && state?.breaker.state !== "closed";
          must(!slept, "who slept while it changed changes nothing");
          if (state) judge(state, event);
          reached.set(event.type, (reached.get(event.type) ?? 0) + 1);
          state = printer.evolve(state, event);
        }
      }
    }),
    { numRuns: 10_000 },
  );
  for (const type of ["BreakerOpened", "BreakerProbed", "BreakerClosed", "PrinterRemoved"])
    expect(reached.get(type), type).toBeGreaterThan(1000);
});

/** What an owner knows that has heard everything, or slept since the breaker was another. */
function judgedOf(state: PrinterState | undefined, now: number, command: object) {
  const breaker = state?.breaker ?? { state: "closed" };
  const { slept, chance } = { slept: false, chance: 0, ...command };
  const seen: Breaker =
    slept && breaker.state !== "closed" ? { state: "closed", heard: 7 } : breaker;
  const retryAt = new Date(now + retryAfterMs(openings(breaker) + 1, chance)).toISOString();
  return { seen, heard: now, retryAt, attempt: 1 };
}

function judge(before: PrinterState, { type, at, state }: PrinterEvent): void {
  const was = before.breaker;
  const is = state.breaker;
  if (type === "BreakerProbed") {
    must(was.state !== "closed", "a closed one needs no probe");
    must(was.state !== "open" || was.retryAt <= at, "an open one is probed in its time");
    must(is.state === "half-open" && openings(is) === openings(was), "a probe is no opening");
  } else if (type === "BreakerOpened") {
    must(was.state !== "open" && is.state === "open", "an open one opens no further");
    must(openings(is) === openings(was) + 1, "openings in a row are counted");
    const least = 0.75 * Math.min(300_000, 10_000 * 2 ** openings(was));
    const rests = is.state === "open" ? Date.parse(is.retryAt) - Date.parse(at) : 0;
    must(rests >= least - 1, "it rests for its time");
  } else if (type === "BreakerClosed")
    must(was.state !== "closed" && is.state === "closed", "a closed one is not closed again");
  else if (before.state === "stopped" && state.state === "idle" && was.state === "open")
    must(
      JSON.stringify({ ...was, retryAt: earlier(was.retryAt, at) }) === JSON.stringify(is),
      "it is asked at once",
    );
  else must(JSON.stringify(was) === JSON.stringify(is), `${type} leaves the breaker as it is`);
  if (type !== "PrinterBackupSet") expect(state.backup).toEqual(before.backup);
  must(state.printerId === before.printerId, "it stays who it is");
}

const earlier = (one: string, other: string): string => (one < other ? one : other);

const openings = (breaker: Breaker): number => (breaker.state === "closed" ? 0 : breaker.openings);

function must(law: boolean, words: string): void {
  if (!law) throw new Error(words);
}

/** A bug here would look like: two probes at once, a probe before its time, or a breaker that somebody's name change resets. */
import type { Breaker, PrinterState } from "@printermaster/contracts";
import fc from "fast-check";
import { expect, it } from "vitest";
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
    chance: fc.double({ min: 0, max: 0.999, noNaN: true }),
  }),
  fc.record({
    type: fc.constant("ProbeBreaker" as const),
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
        const decision = printer.decide(state, { ...command, at } as PrinterCommand);
        for (const event of "events" in decision ? decision.events : []) {
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

function judge(before: PrinterState, { type, at, state }: PrinterEvent): void {
  const was = before.breaker;
  const is = state.breaker;
  if (type === "BreakerProbed") {
    must(was.state === "open" && was.retryAt <= at, "only an open one, in its time, is probed");
    must(is.state === "half-open" && openings(is) === openings(was), "a probe is no opening");
  } else if (type === "BreakerOpened") {
    must(was.state !== "open" && is.state === "open", "an open one opens no further");
    must(openings(is) === openings(was) + 1, "openings in a row are counted");
    const least = 0.75 * Math.min(300_000, 10_000 * 2 ** openings(was));
    const rests = is.state === "open" ? Date.parse(is.retryAt) - Date.parse(at) : 0;
    must(rests >= least - 1, "it rests for its time");
  } else if (type === "BreakerClosed")
    must(was.state !== "closed" && is.state === "closed", "a closed one is not closed again");
  else must(JSON.stringify(was) === JSON.stringify(is), `${type} leaves the breaker as it is`);
  if (type !== "PrinterBackupSet") expect(state.backup).toEqual(before.backup);
  must(state.printerId === before.printerId, "it stays who it is");
}

const openings = (breaker: Breaker): number => (breaker.state === "closed" ? 0 : breaker.openings);

function must(law: boolean, words: string): void {
  if (!law) throw new Error(words);
}

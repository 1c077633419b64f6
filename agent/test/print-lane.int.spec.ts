/** A lane on a real spool. A bug is a kitchen that waits for its tickets although the roll was changed long ago. */
import { createLog } from "@printermaster/runtime";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { SqliteSpool } from "../src/adapters/sqlite-spool.ts";
import type { Condition, Printer, PrintResult, Ticket } from "../src/app/ports.ts";
import { PrintLane } from "../src/app/print-lane.ts";
import { job } from "./given.ts";

const stopped = { kind: "stopped", reasons: ["media-empty"] } as const;
const released = Promise.resolve([]);
let folder: string;
let spool: SqliteSpool;
let lane: PrintLane;
const states: string[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "lane-"));
  spool = new SqliteSpool(folder, Date.now);
  states.length = 0;
});
afterEach(async () => {
  await lane.stop();
  spool.close();
  rmSync(folder, { recursive: true });
});

function startLane(print: (ticket: Ticket) => Promise<PrintResult>, look: () => Condition): void {
  const printer: Printer = {
    description: { printerId: "kitchen", name: "Kitchen", kind: "tcp", columns: 48 },
    place: {},
    print: async (ticket) => ({ result: await print(ticket), released }),
    look: async () => look(),
  };
  lane = new PrintLane(printer, {
    spool,
    bridge: { progress: () => {} },
    onOutcome: () => {},
    onPrinter: () => {
      const { state, reasons } = lane.describe();
      states.push([state, ...reasons].join(" "));
    },
    patienceMs: 2000,
    chance: () => 0,
    now: Date.now,
    log: createLog("test", "test", "fatal"),
  });
  lane.start();
}

const spoolJob = () => spool.commit("job1", [{ type: "JobSpooled", job: job(), at: Date.now() }]);
const times = (count: number, calls: readonly number[]) =>
  vi.waitUntil(() => calls.length >= count, { timeout: 20_000, interval: 5 });

it("a blocked printer is asked at a steady pace, with work and without: its roll may be changed any moment", async () => {
  const tries: number[] = [];
  const noting = <T>(answer: T): T => (tries.push(performance.now()), answer);
  startLane(
    async () => noting(stopped),
    () => noting(stopped),
  );
  await times(4, tries);
  spoolJob();
  lane.wake();
  await times(8, tries);
  const longest = Math.max(...tries.slice(1).map((at, nth) => at - (tries[nth] ?? 0)));
  // Twice the pace would be the first step of a doubling.
  expect(longest).toBeLessThan(950);
});

it("tells that the printer has stopped with the ticket in it, and that it goes on", async () => {
  spoolJob();
  startLane(
    async ({ mayBegin, blocked }) => {
      mayBegin();
      blocked(["media-empty"]);
      blocked([]);
      return { kind: "printed", proof: "fenced" };
    },
    () => ({ kind: "ready", reasons: [] }),
  );
  await vi.waitUntil(() => spool.nextReport() !== undefined, { timeout: 10_000, interval: 5 });
  expect(states).toEqual(["stopped media-empty", "processing"]);
});

/** Rounds as they might have been measured. */
import { readArguments } from "../src/arguments.ts";
import type { Turn } from "../src/loads/turn.ts";
import { resultsOf } from "../src/prints/results.ts";
import type { Round } from "../src/prints/rounds.ts";

const flat = (ms: number) => ({ p50: ms, p95: ms, p99: ms, n: 10 });

const half = (slowness: number) => ({
  told: flat(6 * slowness),
  accepted: flat(slowness),
  spooled: flat(3 * slowness),
});

const turn = (slowness: number): Turn => ({
  alone: { told: flat(5 * slowness), perSecond: 200 / slowness, failed: 0 },
  saturated: { told: flat(30 * slowness), perSecond: 600 / slowness, failed: 0 },
  processor: { gateway: 2 * slowness, agent: slowness },
  half: { perSecond: 300 / slowness, ...half(slowness), failed: 0 },
});

export const round = (slowness: number): Round => ({
  floors: {
    "emit-with-ack": flat(0.1 * slowness),
    "request-reply": flat(0.2 * slowness),
    "cas-append": flat(0.5 * slowness),
    "sqlite-commit": flat(0.3 * slowness),
    "tcp-echo": flat(0.1 * slowness),
  },
  ours: {
    append: flat(0.5 * slowness),
    accepted: flat(1 * slowness),
    acceptedOverNats: flat(0.75 * slowness),
    spooled: flat(2 * slowness),
    paper: flat(3 * slowness),
    told: flat(5.4 * slowness),
  },
  turns: { ours: turn(slowness), "bullmq-always": turn(2) },
  onePrinterPerSecond: 300 / slowness,
  writesPerSecond: 1200 / slowness,
  ceilingPerSecond: 2000,
  writes: { PRINT_EVT_V1: 3, PRINT_DOC_V1: 1, KV_print_snapshot: slowness / 100 },
});

const choice = readArguments(["--quick"]);
if (choice === "help" || choice.bench !== "prints") throw new Error("prints were asked for");
const { settings } = choice;
const machine = {
  cpu: "A processor",
  cores: 2,
  memoryGb: 8,
  system: "linux 6",
  node: "24.0.0",
  natsServer: "2.12.0",
};
export const circumstances = { at: "2026-01-01T00:00:00.000Z", machine, settings };

export const results = () => resultsOf([round(1)], circumstances);

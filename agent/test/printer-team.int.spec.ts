/** Lanes on a real spool, before real sockets. A bug is a ticket that waits for ever, comes twice, or ends as nobody knows. */
import { createLog } from "@printermaster/runtime";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { SqliteSpool } from "../src/adapters/sqlite-spool.ts";
import { TraitsFile } from "../src/adapters/traits-file.ts";
import { SpoolFull } from "../src/app/ports.ts";
import type { Known } from "../src/discovery/domain/roster.ts";
import { openFound } from "../src/discovery/open-found.ts";
import { PrinterTeam } from "../src/discovery/printer-team.ts";
import { job } from "./given.ts";
import { OddPrinter } from "./odd-printer.ts";

const healthy = () => 0x12;
const outOfPaper = (question: number) => (question === 4 ? 0x72 : 0x12);
const inTime = { timeout: 20_000, interval: 5 };

let folder: string;
let spool: SqliteSpool;
let team: PrinterTeam;
let traits: TraitsFile;
let lines: string[];
let steps: string[];
let printers: OddPrinter[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "team-"));
  [lines, steps, printers] = [[], [], []];
  const log = createLog("test", "test", "error", (line) => lines.push(line));
  spool = new SqliteSpool(folder, Date.now, { mostBytes: 400_000 });
  traits = new TraitsFile(folder, log);
  team = new PrinterTeam({
    spool,
    bridge: { progress: ({ jobId, step }) => void steps.push(`${jobId} ${step}`) },
    onOutcome: () => {},
    onPrinter: () => {},
    patienceMs: 20_000,
    chance: () => 0,
    now: Date.now,
    log,
  });
  team.start();
});
afterEach(async () => {
  await team.stop();
  spool.close();
  await Promise.all(printers.map((printer) => printer.close()));
  rmSync(folder, { recursive: true });
});

async function printer(habits: OddPrinter["habits"]): Promise<OddPrinter> {
  const one = await new OddPrinter(habits).listen();
  printers.push(one);
  return one;
}

const knownAt = ({ port }: OddPrinter): Known => ({
  printerId: "kitchen",
  identity: "mdns 4242",
  name: "Kitchen",
  kind: "tcp",
  place: { at: "network", host: "127.0.0.1", port },
  source: "mdns",
});
const meet = (type: "PrinterFound" | "PrinterMoved", at: OddPrinter) =>
  team.meet({ type, printer: knownAt(at) }, (known) => openFound(known, traits));

function take(jobId: string): void {
  spool.commit(jobId, [{ type: "JobSpooled", job: job({ jobId }), at: Date.now() }]);
  team.wake("kitchen");
}

const outcomeOf = (jobId: string) => spool.historyOf(jobId).attempts[0]?.outcome;
const ended = (jobId: string) => vi.waitUntil(() => outcomeOf(jobId), inTime);
const textOf = ({ received }: OddPrinter) => Buffer.from(received).toString("latin1");
const countIn = (at: OddPrinter) => textOf(at).split("two coffees").length - 1;

describe("a printer that has another address", () => {
  it("is the same one: what waited for it is printed there, in order and once", async () => {
    const before = await printer({ status: healthy, answersFence: true });
    meet("PrinterFound", before);
    take("a");
    expect(await ended("a")).toMatchObject({ result: "completed" });
    await before.close();
    take("b");
    take("c");
    await vi.waitUntil(() => steps.includes("b connecting"), inTime);
    const after = await printer({ status: healthy, answersFence: true });
    meet("PrinterMoved", after);
    expect(await ended("c")).toMatchObject({ result: "completed" });
    expect(outcomeOf("b")).toMatchObject({ result: "completed" });
    expect([countIn(before), countIn(after)]).toEqual([1, 2]);
    expect(team.ids).toEqual(["kitchen"]);
  });
});

describe("a disk that is full when a ticket is out", () => {
  it("lets its outcome wait for room, and nothing is printed again", async () => {
    const kitchen = await printer({ status: healthy });
    meet("PrinterFound", kitchen);
    take("a");
    await vi.waitUntil(() => countIn(kitchen) === 1, inTime);
    fill();
    kitchen.say(Uint8Array.of(0));
    await vi.waitUntil(() => lines.some((line) => line.includes("outcome waits for room")), inTime);
    expect(outcomeOf("a")).toBeUndefined();
    spool.forgetOlderThan(Infinity);
    expect(await ended("a")).toMatchObject({ result: "completed", proof: "fenced" });
    expect(countIn(kitchen)).toBe(1);
  });

  /** With what can be forgotten. */
  function fill(): void {
    const outcome = { result: "failed", code: "expired", detail: "" } as const;
    try {
      for (let nth = 0; ; nth++) {
        const jobId = `f${nth}`;
        const filler = job({ jobId, printerId: "counter", document: { kind: "text", text: "" } });
        spool.commit(jobId, [
          { type: "JobSpooled", job: filler, at: 0 },
          { type: "AttemptFinished", attempt: 1, outcome, at: 0 },
        ]);
        spool.reportAcknowledged(jobId, 1);
      }
    } catch (error) {
      if (!(error instanceof SpoolFull)) throw error;
    }
  }
});

describe("a roll that was changed", () => {
  it("is printed on within a second of the printer's own word", async () => {
    const kitchen = await printer({ status: outOfPaper, answersFence: true });
    meet("PrinterFound", kitchen);
    take("a");
    await vi.waitUntil(() => team.describe()[0]?.reasons.includes("media-empty"), inTime);
    let wellAt = 0;
    kitchen.habits = {
      answersFence: true,
      status: (question) => {
        if (question === 4 && wellAt === 0) wellAt = performance.now();
        return 0x12;
      },
    };
    const firstByteAt = await vi.waitUntil(() => countIn(kitchen) > 0 && performance.now(), inTime);
    // Ten milliseconds, as a rule.
    expect(firstByteAt - wellAt).toBeLessThan(1000);
    expect(await ended("a")).toMatchObject({ result: "completed" });
  });
});

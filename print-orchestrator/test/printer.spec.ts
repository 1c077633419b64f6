/** A bug here would look like: a fleet log full of no news, a printer that comes back whole. */
import type { PrinterDescription, PrinterState } from "@printermaster/contracts";
import { describe, expect, it } from "vitest";
import { printer, type PrinterCommand, type PrinterEvent } from "../src/fleet/domain/printer.ts";
import { specification } from "./given.ts";

const given = specification(printer);
const at = "2026-11-21T10:00:00.000Z";
const later = (seconds: number) => new Date(Date.parse(at) + seconds * 1000).toISOString();

const description: PrinterDescription = {
  printerId: "printer1",
  name: "Kitchen",
  kind: "tcp",
  columns: 48,
  state: "idle",
  reasons: [],
};
const owner = { company: "demo", branch: "oldtown", agentId: "agent1" };
const describeAs = (
  over: Partial<PrinterDescription> = {},
  seconds = 0,
  agentId = "agent1",
): PrinterCommand => ({
  type: "DescribePrinter",
  at: later(seconds),
  ...owner,
  agentId,
  description: { ...description, ...over },
});
const known: PrinterState = {
  ...description,
  ...owner,
  reportedAt: at,
  since: at,
  breaker: { state: "closed" },
  removed: false,
};
const is = (over: Partial<PrinterState> = {}): PrinterEvent => ({
  type: "PrinterChanged",
  at,
  data: {},
  state: { ...known, ...over },
});
const blocked = { state: "stopped" as const, reasons: ["media-empty"] };
const open = { state: "open", since: at, retryAt: later(10), openings: 1 } as const;

const remove = (agentId = "agent1"): PrinterCommand => ({
  type: "RemovePrinter",
  at: later(1),
  agentId,
});

describe("a printer", () => {
  it("is discovered by its agent's first word of it", () => {
    given().when(describeAs()).emits({ type: "PrinterDiscovered", state: known });
  });

  it("that nobody has named is not known, whatever is asked of it", () => {
    const backup = { printerId: "printer2", afterSeconds: 60 };
    const setBackup: PrinterCommand = { type: "SetBackup", at, backup };
    for (const command of [remove(), setBackup]) given().when(command).refuses("unknown-printer");
  });

  it("that goes between idle and processing with every ticket is no news", () => {
    given(is()).when(describeAs()).changesNothing();
    given(is())
      .when(describeAs({ state: "processing" }))
      .changesNothing();
    given(is(blocked)).when(describeAs(blocked, 5)).changesNothing();
  });

  it.each([
    ["stops", blocked, later(5)],
    ["gives another reason", { reasons: ["media-low"] }, at],
    ["has another name", { name: "Bar" }, at],
    ["has other paper", { columns: 32 as const }, at],
  ])("that %s has changed", (_, over, since) => {
    given(is())
      .when(describeAs(over, 5))
      .emits({ type: "PrinterChanged", state: { ...known, ...over, reportedAt: later(5), since } });
  });

  it("keeps since when it is stopped while its reasons change", () => {
    const state = { ...known, ...blocked, reasons: ["cover-open"], reportedAt: later(5) };
    given(is(blocked))
      .when(describeAs({ ...blocked, reasons: ["cover-open"] }, 5))
      .emits({ type: "PrinterChanged", state });
  });

  it("that another agent names is that one's from then on", () => {
    given(is())
      .when(describeAs({}, 5, "agent2"))
      .emits({
        type: "PrinterChanged",
        state: { ...known, agentId: "agent2", takenFrom: "agent1", reportedAt: later(5) },
      });
  });

  it("that its agent no longer names is removed, once, and only by that agent", () => {
    given(is())
      .when(remove())
      .emits({ type: "PrinterRemoved", state: { ...known, removed: true, since: later(1) } });
    given(is({ removed: true }))
      .when(remove())
      .changesNothing();
    given(is()).when(remove("agent2")).changesNothing();
  });

  it("that comes back keeps its backup and its breaker", () => {
    const backup = { printerId: "printer2", afterSeconds: 60 };
    const kept = { backup, breaker: open };
    given(is({ removed: true, ...kept }))
      .when(describeAs({}, 9))
      .emits({
        type: "PrinterDiscovered",
        state: { ...known, ...kept, reportedAt: later(9), since: later(9) },
      });
  });

  it("gets a backup, or none, and is never its own", () => {
    const backup = { printerId: "printer2", afterSeconds: 60 };
    given(is())
      .when({ type: "SetBackup", at, backup })
      .emits({ type: "PrinterBackupSet", state: { ...known, backup } });
    const { state } = is();
    given(is({ backup }))
      .when({ type: "SetBackup", at, backup: undefined })
      .emits({ type: "PrinterBackupSet", state });
    const cleared = printer.decide(
      { ...known, backup },
      { type: "SetBackup", at, backup: undefined },
    );
    expect("events" in cleared && cleared.events[0]?.state).not.toHaveProperty("backup");
    given(is())
      .when({ type: "SetBackup", at, backup: { ...backup, printerId: "printer1" } })
      .refuses("unknown-printer");
  });
});

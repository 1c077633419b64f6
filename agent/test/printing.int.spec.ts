/** Desk, lanes, outbox and spool together, before a virtual printer. A bug is a ticket too many, or one that nobody hears of. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { accepted, DEFAULT_PRINTER_PROFILE, refused } from "@printermaster/contracts";
import type { AgentJob, AgentReport, Answer, ReportRecorded } from "@printermaster/contracts";
import { composeDocument } from "@printermaster/receipts";
import { createLog, sha256Hex } from "@printermaster/runtime";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { SqliteSpool } from "../src/adapters/sqlite-spool.ts";
import { TcpPrinter } from "../src/adapters/tcp-printer.ts";
import { Outbox } from "../src/app/outbox.ts";
import { PrintLane } from "../src/app/print-lane.ts";
import { openWorkDesk, type WorkDesk } from "../src/app/take-work.ts";
import { startVirtualPrinter, type VirtualPrinter } from "../src/virtual-printer/index.ts";
import { job } from "./given.ts";

const log = createLog("test", "test", "error");
let folder: string;
let spool: SqliteSpool;
let paper: VirtualPrinter;
let desk: WorkDesk;
let lane: PrintLane;
let outbox: Outbox;
let reports: AgentReport[];
let answer: (report: AgentReport) => Answer<ReportRecorded>;

const startPaper = (port = 0) =>
  startVirtualPrinter({ id: "kitchen", name: "Kitchen", port, httpPort: 0 });

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "printing-"));
  spool = new SqliteSpool(folder, Date.now);
  paper = await startPaper();
  reports = [];
  answer = () => accepted({ recorded: true });
  const bridge = {
    ready: () => true,
    progress: () => {},
    report: async (report: AgentReport) => (reports.push(report), answer(report)),
  };
  const shared = { spool, bridge, now: Date.now, chance: () => 0, log };
  outbox = new Outbox(shared);
  const place = { printerId: "kitchen", name: "Kitchen", columns: 48, host: "127.0.0.1" } as const;
  const printer = new TcpPrinter({ ...place, port: paper.port });
  lane = new PrintLane(printer, { ...shared, onOutcome: () => outbox.wake() });
  const onWork = () => (lane.wake(), outbox.wake());
  desk = openWorkDesk({ ...shared, printers: ["kitchen"], onWork });
  lane.start();
  outbox.start();
});

afterEach(async () => {
  await lane.stop();
  await outbox.stop();
  spool.close();
  await paper.close();
  rmSync(folder, { recursive: true });
});

const reported = (count: number) =>
  vi.waitUntil(() => reports.length >= count, { timeout: 10_000, interval: 5 });

describe("a job from the desk to the paper", () => {
  it("is printed as composed, and its report names the hash of these bytes", async () => {
    expect(await desk.take(job())).toEqual(accepted({ state: "spooled", counter: 1 }));
    const [ticket] = await paper.waitForTickets(1);
    await reported(1);
    const hash = sha256Hex(composeDocument(job().document, DEFAULT_PRINTER_PROFILE));
    expect(reports[0]?.outcome).toMatchObject({ result: "completed", paperHash: hash });
    // Taken, begun, finished.
    expect(reports[0]?.counter).toBe(3);
    expect(ticket?.sha256).toBe(hash);
    expect(ticket?.text).toContain("two coffees");
  });

  it("that is marked bears its banner on each ticket, and the reported hash covers it", async () => {
    const blocks = [{ type: "text", text: "one" }, { type: "cut" }, { type: "text", text: "two" }];
    const document = { kind: "receipt", blocks } as AgentJob["document"];
    const banner = ["COPY", "of job0"];
    await desk.take(job({ document, banner }));
    const printed = await paper.waitForTickets(2);
    await reported(1);
    expect(printed.map(({ text }) => text)).toEqual([
      [" COPY ", " of job0 ", "one"],
      [" COPY ", " of job0 ", "two"],
    ]);
    const hash = sha256Hex(composeDocument(document, DEFAULT_PRINTER_PROFILE, banner));
    expect(reports[0]?.outcome).toMatchObject({ result: "completed", paperHash: hash });
  });

  it("waits in its place while the printer is away, and the lane says why", async () => {
    const { port } = paper;
    await paper.close();
    for (const jobId of ["a", "b", "c"])
      await desk.take(job({ jobId, document: { kind: "text", text: jobId } }));
    await vi.waitUntil(() => lane.describe().state === "stopped");
    expect(lane.describe().reasons).toEqual(["connecting-to-device"]);
    expect(reports).toEqual([]);
    paper = await startPaper(port);
    await reported(3);
    expect(reports.map(({ jobId }) => jobId)).toEqual(["a", "b", "c"]);
    const texts = paper.tickets().map(({ text }) => text.join(""));
    expect(texts).toEqual(["a", "b", "c"]);
    await vi.waitUntil(() => lane.describe().state === "idle");
  });

  it("that cannot be composed fails without a byte", async () => {
    const broken = { kind: "receipt", blocks: [{ type: "qr", data: "x".repeat(9000) }] } as const;
    await desk.take(job({ document: broken as never }));
    await reported(1);
    expect(reports[0]?.outcome).toMatchObject({ result: "failed", code: "unprintable" });
    expect(paper.tickets()).toEqual([]);
  });
});

describe("the outbox", () => {
  it("repeats a report until it is recorded, and keeps the order", async () => {
    answer = () => (reports.length < 3 ? refused("no-answer") : accepted({ recorded: true }));
    await desk.take(job({ jobId: "a" }));
    await desk.take(job({ jobId: "b" }));
    await reported(4);
    expect(reports.map(({ jobId }) => jobId)).toEqual(["a", "a", "a", "b"]);
    await vi.waitUntil(() => spool.countOpenWork() === 0);
  });

  it("lays a report aside that is refused for good", async () => {
    answer = ({ jobId }) => (jobId === "a" ? refused("unknown-job") : accepted({ recorded: true }));
    await desk.take(job({ jobId: "a" }));
    await desk.take(job({ jobId: "b" }));
    await reported(2);
    await vi.waitUntil(() => spool.countOpenWork() === 0);
    expect(reports.map(({ jobId }) => jobId)).toEqual(["a", "b"]);
  });
});

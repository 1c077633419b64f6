/** Desk, lanes, outbox and spool together, before a virtual printer. A bug is a ticket too many, or one that nobody hears of. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { accepted, DEFAULT_PRINTER_PROFILE, refused } from "@printermaster/contracts";
import type {
  AgentJob,
  AgentPrinters,
  AgentReport,
  Answer,
  ReportRecorded,
} from "@printermaster/contracts";
import { composeDocument } from "@printermaster/receipts";
import { createLog, sha256Hex } from "@printermaster/runtime";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { SqliteSpool } from "../src/adapters/sqlite-spool.ts";
import { tcpPrinter } from "../src/adapters/tcp-printer.ts";
import { Outbox } from "../src/app/outbox.ts";
import { PrintLane } from "../src/app/print-lane.ts";
import { PrinterTeller } from "../src/app/tell-printers.ts";
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
let teller: PrinterTeller;
let reports: AgentReport[];
let accounts: AgentPrinters[];
let connected: boolean;
let answerPrinters: (account: AgentPrinters) => Answer<object>;
let answer: (report: AgentReport) => Answer<ReportRecorded>;

const startPaper = (port = 0) =>
  startVirtualPrinter({ id: "kitchen", name: "Kitchen", port, httpPort: 0 });

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "printing-"));
  spool = new SqliteSpool(folder, Date.now);
  paper = await startPaper();
  reports = [];
  answer = () => accepted({ recorded: true });
  accounts = [];
  connected = true;
  const bridge = {
    ready: () => connected,
    progress: () => {},
    report: async (report: AgentReport) => (reports.push(report), answer(report)),
    printers: async (account: AgentPrinters) => (accounts.push(account), answerPrinters(account)),
  };
  answerPrinters = () => accepted({});
  const sign = () => undefined;
  const shared = { spool, bridge, sign, now: Date.now, chance: () => 0, log };
  outbox = new Outbox(shared);
  teller = new PrinterTeller({ ...shared, describe: () => [lane.describe()] });
  const place = { printerId: "kitchen", name: "Kitchen", columns: 48, host: "127.0.0.1" } as const;
  const printer = tcpPrinter({ ...place, port: paper.port });
  lane = new PrintLane(printer, {
    ...shared,
    onOutcome: () => outbox.wake(),
    onPrinter: () => teller.changed(),
    patienceMs: 2000,
  });
  const onWork = () => (lane.wake(), outbox.wake());
  desk = openWorkDesk({ ...shared, printers: ["kitchen"], onWork });
  teller.greeting();
  lane.start();
  outbox.start();
  teller.start();
});

afterEach(async () => {
  await lane.stop();
  await outbox.stop();
  await teller.stop();
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
    const hash = sha256Hex(await composeDocument(job().document, DEFAULT_PRINTER_PROFILE));
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
    const hash = sha256Hex(await composeDocument(document, DEFAULT_PRINTER_PROFILE, banner));
    expect(reports[0]?.outcome).toMatchObject({ result: "completed", paperHash: hash });
  });

  it("waits for paper, and goes on at once when there is some, with one ticket", async () => {
    const waited: number[] = [];
    for (const jobId of ["a", "b", "c"]) {
      paper.device.switchOn("paper-out", { afterMm: 0 });
      await desk.take(job({ jobId }));
      await vi.waitUntil(() => lane.describe().reasons.includes("media-empty"), 10_000);
      paper.device.switchOff("paper-out");
      const filled = performance.now();
      await paper.waitForTickets(waited.length + 1);
      waited.push(Math.round(performance.now() - filled));
      await reported(waited.length);
    }
    console.info(`printed ${waited.join(", ")} ms after the paper was in`);
    expect(paper.tickets()).toHaveLength(3);
    expect(Math.max(...waited)).toBeLessThan(10_000);
  });

  it("waits for a printer that is gone for less than its patience", async () => {
    const { port } = paper;
    await paper.close();
    await desk.take(job({ jobId: "a" }));
    paper = await startPaper(port);
    await reported(1);
    expect(reports[0]?.outcome).toMatchObject({ result: "completed" });
  });

  it("that cannot be composed fails without a byte", async () => {
    const broken = { kind: "receipt", blocks: [{ type: "qr", data: "x".repeat(9000) }] } as const;
    await desk.take(job({ document: broken as never }));
    await reported(1);
    expect(reports[0]?.outcome).toMatchObject({ result: "failed", code: "unprintable" });
    expect(paper.tickets()).toEqual([]);
  });
});

describe("a printer that cannot be reached", () => {
  const codeOf = ({ outcome }: AgentReport) =>
    outcome.result === "failed" ? outcome.code : outcome.result;
  const texts = () => paper.tickets().map(({ text }) => text.join(""));
  const take = (jobId: string, attempt = 1) =>
    desk.take(job({ jobId, attempt, document: { kind: "text", text: jobId } }));

  it("fails the job at its head and gives all others back, in order and untouched", async () => {
    const { port } = paper;
    await paper.close();
    for (const jobId of ["a", "b", "c"]) await take(jobId);
    await reported(3);
    expect(reports.map((report) => [report.jobId, codeOf(report)])).toEqual([
      ["a", "printer-unreachable"],
      ["b", "returned"],
      ["c", "returned"],
    ]);
    await vi.waitUntil(() => spool.countOpenWork() === 0);
    paper = await startPaper(port);
    for (const jobId of ["a", "b", "c"]) await take(jobId, 2);
    await reported(6);
    expect(texts()).toEqual(["a", "b", "c"]);
  });

  it("takes nothing that would overtake a job whose failure the cloud has not yet heard of", async () => {
    const { port } = paper;
    answer = () => refused("no-answer");
    await paper.close();
    await take("a");
    await reported(1);
    paper = await startPaper(port);
    expect(await take("b")).toMatchObject({
      value: { state: "finished", outcome: { code: "returned" } },
    });
    answer = () => accepted({ recorded: true });
    await vi.waitUntil(() => spool.countOpenWork() === 0, { timeout: 20_000 });
    expect(await take("a", 2)).toMatchObject(accepted({ state: "spooled" }));
    expect(await take("b", 2)).toMatchObject(accepted({ state: "spooled" }));
    await vi.waitUntil(() => texts().length === 2, { timeout: 20_000 });
    expect(texts()).toEqual(["a", "b"]);
  });

  it("is told as stopped, and as idle when it is back, without any work for it", async () => {
    const { port } = paper;
    await paper.close();
    await take("a");
    const told = () => accounts.at(-1)?.printers[0];
    await vi.waitUntil(() => told()?.reasons[0] === "connecting-to-device", { timeout: 20_000 });
    expect(told()?.state).toBe("stopped");
    await reported(1);
    paper = await startPaper(port);
    await vi.waitUntil(() => told()?.state !== "stopped", { timeout: 20_000 });
    expect(told()?.reasons).toEqual([]);
    expect(accounts.map(({ number }) => number)).toEqual(accounts.map((_, n) => n + 1));
  });
});

describe("how the printers are", () => {
  const away = async () => {
    const { port } = paper;
    await paper.close();
    await desk.take(job({ jobId: "a" }));
    await vi.waitUntil(() => lane.describe().state === "stopped", { timeout: 20_000 });
    return port;
  };

  it("is told until it is taken, and then not again, whatever is printed", async () => {
    let taken = 0;
    answerPrinters = ({ number }) => {
      if (number < 3) return refused("storage-unavailable");
      taken++;
      return accepted({});
    };
    const port = await away();
    await reported(1);
    paper = await startPaper(port);
    await vi.waitUntil(() => taken > 0 && accounts.at(-1)?.printers[0]?.state !== "stopped", {
      timeout: 20_000,
    });
    const before = accounts.length;
    await desk.take(job({ jobId: "b" }));
    await desk.take(job({ jobId: "c" }));
    await reported(3);
    expect(accounts).toHaveLength(before);
  });

  it("is told again as it was, where nobody knows whether something else was heard", async () => {
    answerPrinters = ({ printers: [printer] }) =>
      printer?.state === "stopped" ? refused("no-answer") : accepted({});
    const port = await away();
    await vi.waitUntil(() => accounts.length > 0, { timeout: 20_000 });
    paper = await startPaper(port);
    await vi.waitUntil(() => accounts.at(-1)?.printers[0]?.state !== "stopped", {
      timeout: 20_000,
    });
  });

  it("is told as it is when there is a connection, not as it was without one", async () => {
    connected = false;
    const port = await away();
    paper = await startPaper(port);
    await vi.waitUntil(() => lane.describe().state === "idle", { timeout: 20_000 });
    connected = true;
    teller.changed();
    await desk.take(job({ jobId: "b" }));
    await paper.waitForTickets(1, 20_000);
    expect(accounts).toEqual([]);
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

/** Named pipes stand for device files. A bug is a device that holds up the agent, or a ticket told as sent that it never took. */
import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { devicePrinter } from "../src/adapters/device-printer.ts";
import type { Ticket } from "../src/app/ports.ts";

let folder: string;
let pipe: string;
let reader: ChildProcess | undefined;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "device-"));
  pipe = join(folder, "lp0");
  execFileSync("mkfifo", [pipe]);
});
afterEach(() => {
  reader?.kill("SIGKILL");
  reader = undefined;
  rmSync(folder, { recursive: true });
});

const printerWith = (limits: { connectMs?: number; stallMs?: number; closeMs?: number }) =>
  devicePrinter(
    { printerId: "bar", name: "Bar", columns: 48, path: pipe, answers: false },
    { limits },
  );
const ticketOf = (size: number, began: string[] = []): Ticket => ({
  bytes: new Uint8Array(size).fill(0x41),
  mayBegin: () => began.push("began") > 0,
  lastByteLeft: () => {},
  blocked: () => {},
  patienceMs: 5000,
});
const readBy = (command: string) => {
  reader = spawn("sh", ["-c", `exec ${command}`], { env: { ...process.env, PIPE: pipe } });
  return reader;
};

describe.skipIf(process.platform === "win32")("a device file", () => {
  it("takes all bytes as they are, and the ticket is told as sent", async () => {
    const copy = join(folder, "copy");
    const ended = once(readBy(`cat "$PIPE" > ${copy}`), "exit");
    const { result, released } = await printerWith({}).print(ticketOf(300_000));
    await released;
    await ended;
    expect(result).toEqual({ kind: "printed", proof: "sent" });
    expect(readFileSync(copy).equals(Buffer.alloc(300_000, 0x41))).toBe(true);
  });

  it("that blocks for ever when it is opened is out of reach; neither files nor the next one wait for it", async () => {
    const began: string[] = [];
    const stuck = Array.from({ length: 6 }, () => printerWith({ connectMs: 1500 }));
    const printing = stuck.map((printer) => printer.print(ticketOf(10, began)));
    // Four such threads of our own would stop every file and name from being read.
    expect(await readFile(import.meta.filename, "utf8")).toContain("Named pipes");
    for (const { result } of await Promise.all(printing))
      expect(result).toMatchObject({ kind: "failed", trouble: { kind: "unreachable" } });
    expect(began).toEqual([]);
  });

  it("that stops taking bytes leaves the outcome unknown, and is left alone", async () => {
    readBy(`sleep 60 < "$PIPE"`);
    const { result, released } = await printerWith({ stallMs: 500, closeMs: 100 }).print(
      ticketOf(2_000_000),
    );
    await released;
    expect(result).toMatchObject({ kind: "unconfirmed" });
  });

  it("that takes a short ticket into nothing but a pipe's memory is not told as sent", async () => {
    readBy(`sleep 60 < "$PIPE"`);
    const { result } = await printerWith({ closeMs: 300 }).print(ticketOf(70_000));
    expect(result).toMatchObject({
      kind: "unconfirmed",
      cause: expect.stringContaining("all bytes"),
    });
  });

  it("that is not there is out of reach, and says so", async () => {
    rmSync(pipe);
    const condition = await printerWith({}).look();
    expect(condition).toMatchObject({
      kind: "failed",
      trouble: { kind: "unreachable", detail: expect.stringContaining("ENOENT") },
    });
  });
});

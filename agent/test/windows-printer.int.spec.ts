/** With a stand-in for PowerShell, as there is no Windows here: what is tested is the conversation with it, not the spooler. */
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { windowsPrinter } from "../src/adapters/windows-printer.ts";
import type { Ticket } from "../src/app/ports.ts";

const STAND_IN = `#!${process.execPath}
const { readFileSync, writeFileSync } = require("node:fs");
const script = Buffer.from(process.argv.at(-1), "base64").toString("utf16le");
const [status, sends] = readFileSync(__dirname + "/says", "utf8").split("|");
if (script.includes("Get-Printer")) console.log(status);
else writeFileSync(__dirname + "/sent", readFileSync(0));
writeFileSync(__dirname + "/asked", JSON.stringify({ args: process.argv.slice(2), queue: process.env.PM_QUEUE }));
process.exitCode = status === "" || (sends === "fails" && !script.includes("Get-Printer")) ? 1 : 0;
`;
const QUEUE = '\\\\server\\Küche "1"; exit';
const TICKET = Uint8Array.of(0x1b, 0x40, 0x00, 0x0d, 0x0a, 0xff, 0x1a);

describe("a queue of Windows", { timeout: 30_000 }, () => {
  let folder: string;
  const read = (name: string) => readFileSync(join(folder, name));
  const says = (status: string, sends = "works") =>
    writeFileSync(join(folder, "says"), `${status}|${sends}`);
  const printer = () =>
    windowsPrinter(
      { printerId: "bar", name: "Bar", columns: 48, queue: QUEUE },
      join(folder, "powershell.cjs"),
    );
  const ticket: Ticket = {
    bytes: TICKET,
    mayBegin: () => true,
    lastByteLeft: () => {},
    blocked: () => {},
    patienceMs: 5000,
  };

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "windows-printer-"));
    writeFileSync(join(folder, "powershell.cjs"), STAND_IN);
    chmodSync(join(folder, "powershell.cjs"), 0o755);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it("is handed the ticket as it is, and its name never as a command", async () => {
    says("Normal");
    const { result } = await printer().print(ticket);
    expect(result).toEqual({ kind: "printed", proof: "sent" });
    expect(new Uint8Array(read("sent"))).toEqual(TICKET);
    const { args, queue } = JSON.parse(read("asked").toString());
    expect(queue).toBe(QUEUE);
    const script = Buffer.from(args.at(-1), "base64").toString("utf16le");
    expect([...args.slice(0, -1), script].join(" ")).not.toContain("Küche");
  });

  it.each([
    ["Paused", { kind: "stopped", reasons: ["paused"] }],
    ["PaperOut, Offline", { kind: "stopped", reasons: ["media-empty", "connecting-to-device"] }],
    ["Printing", { kind: "ready" }],
    ["", { kind: "failed", trouble: { kind: "unreachable" } }],
  ])("that is told as %j is asked before anything is sent", async (status, condition) => {
    says(status);
    expect(await printer().look()).toMatchObject(condition);
  });

  it("whose spooler fails with a ticket leaves it unconfirmed", async () => {
    says("Normal", "fails");
    expect((await printer().print(ticket)).result).toMatchObject({ kind: "unconfirmed" });
  });

  it("that is not there at all prints nothing", async () => {
    const absent = windowsPrinter(
      { printerId: "bar", name: "Bar", columns: 48, queue: QUEUE },
      join(folder, "no-powershell"),
    );
    expect((await absent.print(ticket)).result).toMatchObject({ kind: "failed" });
  });
});

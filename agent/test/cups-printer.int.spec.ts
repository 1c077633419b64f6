/** With a real cupsd, where there is one. A bug is a ticket that CUPS changes, or that is told as more than handed over. */
import { execFile, execFileSync, spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { cupsPrinter } from "../src/adapters/cups-printer.ts";
import type { Ticket } from "../src/app/ports.ts";
import { OddPrinter } from "./odd-printer.ts";

const run = promisify(execFile);
const hasCups = ["cupsd", "lp", "lpadmin"].every((program) => {
  try {
    execFileSync("sh", ["-c", `command -v ${program}`], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
});
const isRoot = process.getuid?.() === 0;
if (!hasCups || !isRoot)
  process.stderr.write("skipped: CUPS needs cupsd, lp and lpadmin, and root to run its own\n");

const ticketOf = (bytes: Uint8Array, mayBegin = () => true): Ticket => ({
  bytes,
  mayBegin,
  lastByteLeft: () => {},
  blocked: () => {},
  patienceMs: 5000,
});

describe.skipIf(!hasCups || !isRoot)("a raw queue of CUPS", { timeout: 60_000 }, () => {
  let folder: string;
  let server: string;
  let cupsd: ChildProcess;
  let paper: OddPrinter;
  const printerAt = (queue: string) =>
    cupsPrinter({ printerId: "bar", name: "Bar", columns: 48, queue, server });

  beforeAll(async () => {
    paper = await new OddPrinter({}).listen();
    folder = mkdtempSync(join(tmpdir(), "cups-"));
    chmodSync(folder, 0o755);
    for (const name of ["root", "spool", "state", "cache"]) mkdirSync(join(folder, name));
    const port = await freePort();
    server = `127.0.0.1:${port}`;
    writeFileSync(join(folder, "cupsd.conf"), daemon(port));
    writeFileSync(join(folder, "cups-files.conf"), files(folder));
    const settings = ["-c", join(folder, "cupsd.conf"), "-s", join(folder, "cups-files.conf")];
    cupsd = spawn("cupsd", ["-f", ...settings], { stdio: "ignore" });
    await vi.waitUntil(
      () =>
        run("lpstat", ["-h", server, "-r"]).then(
          () => true,
          () => false,
        ),
      {
        timeout: 30_000,
        interval: 100,
      },
    );
    const device = `socket://127.0.0.1:${paper.port}`;
    await run("lpadmin", ["-h", server, "-p", "bar", "-E", "-v", device, "-m", "raw"]);
  });
  afterAll(async () => {
    const ended = once(cupsd, "exit");
    cupsd.kill("SIGKILL");
    await ended;
    await paper.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it("hands the bytes on as they are, and the ticket is told as sent, for CUPS knows no more", async () => {
    const bytes = Uint8Array.from({ length: 5000 }, (_, nth) => (nth % 2 === 0 ? 0x80 : nth % 251));
    const { result } = await printerAt("bar").print(ticketOf(bytes));
    expect(result).toEqual({ kind: "printed", proof: "sent" });
    await vi.waitUntil(() => paper.received.length >= bytes.length, {
      timeout: 30_000,
      interval: 20,
    });
    expect(paper.received).toEqual([...bytes]);
  });

  it("that was stopped by a person is blocked, and nothing is handed over", async () => {
    await run("cupsdisable", ["-h", server, "bar"]);
    const begins: string[] = [];
    const mayBegin = () => begins.push("began") > 0;
    const { result } = await printerAt("bar").print(ticketOf(Uint8Array.of(65), mayBegin));
    expect(result).toEqual({ kind: "stopped", reasons: ["paused"] });
    await run("cupsenable", ["-h", server, "bar"]);
    expect(await printerAt("bar").look()).toEqual({ kind: "ready", reasons: [] });
    expect(begins).toEqual([]);
  });

  it("that is not there is out of reach", async () => {
    expect(await printerAt("nowhere").look()).toMatchObject({
      kind: "failed",
      trouble: { kind: "unreachable" },
    });
  });
});

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

const daemon = (port: number) => `Listen 127.0.0.1:${port}
Browsing No
DefaultAuthType None
<Location />
  Order allow,deny
  Allow all
</Location>
<Policy default>
  <Limit All>
    Order allow,deny
    Allow all
  </Limit>
</Policy>
`;

const files = (folder: string) => `ServerRoot ${folder}/root
RequestRoot ${folder}/spool
StateDir ${folder}/state
CacheDir ${folder}/cache
ErrorLog ${folder}/error_log
AccessLog ${folder}/access_log
PageLog ${folder}/page_log
`;

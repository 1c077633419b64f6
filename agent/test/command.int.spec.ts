/** A bug here would look like: a person before a stack trace, or a doctor that says all is well. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterEach, beforeEach, describe, expect, it, test } from "vitest";
import { startVirtualPrinter } from "../src/virtual-printer/index.ts";

const PROGRAM = join(import.meta.dirname, "..", "dist", "printermaster-agent.js");
let folder: string;
let closing: (() => unknown)[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "agent-command-"));
  closing = [() => rmSync(folder, { recursive: true })];
});
afterEach(async () => {
  for (const close of closing.toReversed()) await close();
});

const LICENCE = {
  PM_COMPANY: "acme",
  PM_BRANCH: "north",
  PM_DEVICE_ID: "till1",
  PM_LICENSE_KEY: "licence-1",
};

function start(words: readonly string[], settings: Record<string, string> = {}) {
  const { PATH = "" } = process.env;
  return spawn(process.execPath, [PROGRAM, ...words], {
    env: { PATH, PM_DATA_DIR: join(folder, "data"), ...settings },
    stdio: ["ignore", "pipe", "pipe"],
  });
}

async function command(words: readonly string[], settings: Record<string, string> = {}) {
  const child = start(words, settings);
  const [out, error, [exitCode]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, "exit"),
  ]);
  return { out, error, exitCode: exitCode as number };
}

test("wrong use is answered with a code, advice and no stack", async () => {
  const { error, exitCode } = await command(["nonsense"]);
  expect(error).toContain("there is no command nonsense [wrong-use]\n  → ");
  expect(error).not.toMatch(/\n\s+at /);
  expect(exitCode).toBe(2);
});

test("its help names every command, and works without any settings", async () => {
  const { out, exitCode } = await command(["--help"], { PM_DATA_DIR: "" });
  for (const name of ["run", "pair", "status", "printers", "print", "doctor", "service"])
    expect(out).toMatch(new RegExp(`^  ${name}`, "m"));
  expect(exitCode).toBe(0);
});

test("where no agent runs, its status is that, with a code of its own", async () => {
  const { error, exitCode } = await command(["status"]);
  expect(error).toContain("[not-running]");
  expect(exitCode).toBe(5);
});

test("the doctor finds what is missing, in lists for people and for programs", async () => {
  const { out, exitCode } = await command(["doctor", "--json"], {
    PM_GATEWAY_URLS: "http://127.0.0.1:9",
  });
  const findings = JSON.parse(out) as { check: string; verdict: string; seen: string }[];
  const failed = findings.filter(({ verdict }) => verdict === "fail");
  expect(failed.map(({ check }) => check)).toEqual(
    expect.arrayContaining(["settings", "key", "endpoint http://127.0.0.1:9"]),
  );
  expect(failed.map(({ seen }) => seen)).toContain("PM_INSTANCE: is not set");
  expect(exitCode).toBe(1);
});

describe("with an agent that runs", () => {
  let settings: Record<string, string>;
  let cloud: Server;

  beforeEach(async () => {
    const paper = await startVirtualPrinter({
      id: "kitchen",
      name: "Kitchen",
      port: 0,
      httpPort: 0,
    });
    closing.push(() => paper.close());
    cloud = createServer((_, response) => void response.writeHead(404).end());
    await new Promise<void>((done) => cloud.listen(0, "127.0.0.1", done));
    closing.push(
      () => cloud.closeAllConnections(),
      () => cloud.close(),
    );
    settings = {
      ...LICENCE,
      PM_GATEWAY_URLS: `http://127.0.0.1:${(cloud.address() as AddressInfo).port}`,
      PM_INSTANCE: "till",
      PM_PRINTERS: JSON.stringify([
        { id: "kitchen", name: "Kitchen", kind: "tcp", host: "127.0.0.1", port: paper.port },
      ]),
    };
    const agent = start(["run"], settings);
    closing.push(async () => {
      if (agent.kill("SIGKILL")) await once(agent, "exit");
    });
    for await (const line of agent.stdout) if (String(line).includes("agent started")) break;
    agent.stdout.resume();
  });

  it("prints a file, knows how its printer is, and says what to do when the cloud is away", async () => {
    const file = join(folder, "order.txt");
    writeFileSync(file, "Two espressi\n");
    const printed = await command(["print", file], settings);
    expect(printed.out).toMatch(/^kitchen: printed \(\w+\)$/m);
    const printers = await command(["printers"], settings);
    expect(printers.out).toMatch(/^kitchen +Kitchen +tcp +127\.0\.0\.1:\d+ +idle/m);
    const status = await command(["status"], settings);
    expect(status.out).toMatch(/^cloud +not connected/m);
    const doctor = await command(["doctor"], settings);
    expect(doctor.out).toMatch(/^✗ agent +runs, but is not connected$/m);
    expect(doctor.out).toMatch(/^✓ printer Kitchen/m);
    expect(doctor.exitCode).toBe(1);
    const modes = ["spool.db", "status-page.json"].map(
      (name) => statSync(join(folder, "data", name)).mode & 0o077,
    );
    expect(modes, "others may read them").toEqual([0, 0]);
  });

  it("refuses a printer it does not have", async () => {
    const file = join(folder, "order.json");
    writeFileSync(file, '{"kind":"text","text":"Two espressi"}');
    const { error, exitCode } = await command(["print", file, "--printer", "bar"], settings);
    expect(error).toContain("this agent has no printer bar [unknown-printer]");
    expect(exitCode).toBe(1);
  });
});

test("a service is installed with the settings at hand, kept when they are somebody's, and removed", async () => {
  const root = join(folder, "root");
  const settings = { PM_DATA_DIR: "", PM_PRINTERS: '[{"id":"kitchen"}]' };
  const install = () => command(["service", "install", "--root", root], settings);
  expect((await install()).exitCode).toBe(0);
  const file = join(root, "etc/printermaster/agent.env");
  expect(readFileSync(file, "utf8")).toContain(`PM_PRINTERS='[{"id":"kitchen"}]'\n`);
  expect(statSync(file).mode & 0o077).toBe(0);
  writeFileSync(file, "PM_INSTANCE=mine\n");
  chmodSync(file, 0o600);
  expect((await install()).out).toContain("Kept");
  expect(readFileSync(file, "utf8")).toBe("PM_INSTANCE=mine\n");
  const unit = join(root, "etc/systemd/system/printermaster-agent.service");
  expect(readFileSync(unit, "utf8")).toMatch(/^TimeoutStopSec=10\nKillMode=control-group$/m);
  expect((await command(["service", "uninstall", "--root", root])).exitCode).toBe(0);
  expect(existsSync(unit)).toBe(false);
});

// A bug here would look like: a dead gateway that stays dead, a crash loop that burns the processor, or a process that
// outlives `stop`.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { freePort } from "../src/ports.ts";
import { identify, stillLives } from "../src/supervisor/identity.ts";
import { httpAnswers } from "../src/supervisor/probes.ts";
import { killRecorded, leftoversGone } from "../src/supervisor/recorded.ts";
import { type ProcessSpec } from "../src/supervisor/spec.ts";
import { Supervisor } from "../src/supervisor/supervisor.ts";
import { until } from "../src/until.ts";

let dataDir: string;
let supervisor: Supervisor;
let states: string[];

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), "pm-supervisor-"));
  states = [];
  const onState = ({ name, state, detail }: { name: string; state: string; detail?: string }) =>
    states.push(`${name} ${state}${detail === undefined ? "" : `: ${detail}`}`);
  supervisor = new Supervisor({ dataDir, cwd: import.meta.dirname, onState });
});

afterEach(async () => {
  await supervisor.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

const program = (
  name: string,
  fixture: string,
  env: Record<string, string>,
  ready: ProcessSpec["ready"],
): ProcessSpec => ({
  name,
  command: process.execPath,
  args: [join(import.meta.dirname, "fixtures", fixture)],
  env,
  ready,
});

async function answering(name: string, env: Record<string, string> = {}): Promise<ProcessSpec> {
  const port = await freePort();
  return program(name, "answering.ts", { PORT: String(port), ...env }, () =>
    httpAnswers(`http://127.0.0.1:${port}/`),
  );
}

const report = (name: string) => supervisor.reports().find((one) => one.name === name);
const identityOf = (name: string) => identify(report(name)?.pid ?? 0);

test("a process that dies is started again and told about", async () => {
  await supervisor.startTier([await answering("one")]);
  const first = report("one")?.pid;
  await supervisor.kill("one", "SIGKILL");
  await until(() => report("one")?.state === "ready" || undefined, {
    within: 10_000,
    what: "ready again",
  });
  expect(report("one")).toMatchObject({ state: "ready", restarts: 1 });
  expect(report("one")?.pid).not.toBe(first);
  expect(states).toEqual([
    "one starting",
    "one ready",
    "one crashed: SIGKILL, restarting in 0.25 s",
    "one starting",
    "one ready",
  ]);
});

test("stop leaves nothing behind, and ends the last tier first", async () => {
  await supervisor.startTier([await answering("server")]);
  await supervisor.startTier([await answering("client-1"), await answering("client-2")]);
  const all = ["server", "client-1", "client-2"].map(identityOf);
  expect(all.map(stillLives)).toEqual([true, true, true]);
  await supervisor.stop();
  expect(all.map(stillLives)).toEqual([false, false, false]);
  expect(states.filter((line) => line.endsWith("stopped")).at(-1)).toBe("server stopped");
});

test("a process that ignores SIGTERM is killed in the end", { timeout: 20_000 }, async () => {
  await supervisor.startTier([await answering("stubborn", { STUBBORN: "1" })]);
  const identity = identityOf("stubborn");
  await supervisor.stop();
  expect(stillLives(identity)).toBe(false);
});

test("a process that was frozen is ended without delay", async () => {
  await supervisor.startTier([await answering("frozen")]);
  await supervisor.kill("frozen", "SIGSTOP");
  const began = performance.now();
  await supervisor.stop();
  expect(performance.now() - began).toBeLessThan(4_000);
});

test("a one-shot that fails stops the start with the end of its log", async () => {
  await expect(
    supervisor.startTier([program("migrate", "failing.ts", {}, "ends")]),
  ).rejects.toThrow(/migrate ended before it was ready[^]*the reason stands in the log/);
  expect(report("migrate")).toMatchObject({ state: "stopped", restarts: 0 });
});

test(
  "a service that never comes up is given up after five tries",
  { timeout: 20_000 },
  async () => {
    await expect(
      supervisor.startTier([program("broken", "failing.ts", {}, async () => undefined)]),
    ).rejects.toThrow(/broken ended before it was ready/);
    expect(report("broken")?.restarts).toBe(4);
  },
);

test("a restart by hand counts as no crash", async () => {
  await supervisor.startTier([await answering("one")]);
  await supervisor.restart("one");
  expect(report("one")).toMatchObject({ state: "ready", restarts: 0 });
});

test("a new start waits until what a killed launcher left has ended", async () => {
  await supervisor.startTier([await answering("late")]);
  const waiting = leftoversGone(dataDir);
  const identity = identityOf("late");
  await supervisor.stop();
  await waiting;
  expect(stillLives(identity)).toBe(false);
});

test("everything on a data folder can be killed at once", async () => {
  await supervisor.startTier([await answering("one", { STUBBORN: "1" })]);
  const identity = identityOf("one");
  killRecorded(dataDir);
  await until(() => !stillLives(identity) || undefined, { within: 5_000, what: "its end" });
});

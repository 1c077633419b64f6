// A bug here would look like: two npm commands that install into one another, or one that waits for the dead for ever.
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";

// The scripts work in the tree they lie in, so they are tried in a tree of their own.
let tree: string;
const infra = join(import.meta.dirname, "..");

beforeEach(() => {
  tree = mkdtempSync(join(tmpdir(), "pm tree "));
  cpSync(join(infra, "bootstrap"), join(tree, "infra/bootstrap"), { recursive: true });
  cpSync(join(infra, "bootstrap.mjs"), join(tree, "infra/bootstrap.mjs"));
  mkdirSync(join(tree, ".cache"));
  writeFileSync(
    join(tree, "worker.mjs"),
    `import { appendFileSync } from "node:fs";
     import { setTimeout as delay } from "node:timers/promises";
     import { withLock } from "./infra/bootstrap/lock.mjs";
     await withLock(async () => { appendFileSync("log", "in "); await delay(150); appendFileSync("log", "out "); });`,
  );
});
afterEach(() => rmSync(tree, { recursive: true, force: true }));

async function worker(): Promise<number | null> {
  const child = spawn(process.execPath, ["worker.mjs"], {
    cwd: tree,
    stdio: ["ignore", "ignore", "inherit"],
  });
  const [code] = (await once(child, "exit")) as [number | null];
  return code;
}

const log = () => readFileSync(join(tree, "log"), "utf8").trim();

function lockHeldBy(pid: number): void {
  mkdirSync(join(tree, ".cache/bootstrap.lock"));
  writeFileSync(join(tree, ".cache/bootstrap.lock/pid"), String(pid));
}

test("two at the same moment take turns", async () => {
  expect(await Promise.all([worker(), worker(), worker()])).toEqual([0, 0, 0]);
  expect(log()).toBe("in out in out in out");
  expect(existsSync(join(tree, ".cache/bootstrap.lock"))).toBe(false);
});

test("the lock of one that was killed is taken over, by one at a time", async () => {
  const dead = spawnSync(process.execPath, ["-e", ""]).pid;
  lockHeldBy(dead);
  expect(await Promise.all([worker(), worker()])).toEqual([0, 0]);
  expect(log()).toBe("in out in out");
});

test("an unknown job is refused with the list of jobs", () => {
  const { status, stderr } = spawnSync(process.execPath, ["infra/bootstrap.mjs", "strat"], {
    cwd: tree,
  });
  expect(status).toBe(2);
  expect(stderr.toString()).toContain("<start|test|bench|faults|build|");
});

test("an install that fails shows what npm said and leaves no stamp", () => {
  writeFileSync(join(tree, "package.json"), "{}");
  writeFileSync(join(tree, "package-lock.json"), "this is no lockfile");
  const { status, stderr } = spawnSync(process.execPath, ["infra/bootstrap.mjs", "build"], {
    cwd: tree,
  });
  expect(status).toBe(1);
  expect(stderr.toString()).toMatch(/npm error[^]*installing dependencies[^]*failed/);
  expect(existsSync(join(tree, "node_modules/.printermaster-stamp"))).toBe(false);
});

// Stands in front of every npm script: brings what a bare machine lacks, then does the job.
// Runs on Node 18 or later and without dependencies.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { buildAll } from "./bootstrap/build.mjs";
import { installDependencies } from "./bootstrap/install.mjs";
import { withLock } from "./bootstrap/lock.mjs";
import { requireNode } from "./bootstrap/node.mjs";
import { passThrough, tool } from "./bootstrap/run.mjs";
import { assertWritable, repoRoot } from "./bootstrap/place.mjs";

const [job = "", ...args] = process.argv.slice(2);
const source = (...path) => ["--conditions=@printermaster/source", join(repoRoot, ...path)];

const jobs = {
  start: () => [[...source("infra", "src", "start.ts"), ...args]],
  test: () => [[tool("vitest", "vitest"), "run", ...args]],
  bench: () => [[...source("bench", "src", "run.ts"), ...args]],
  faults: () => [[...source("e2e", "faults", "run.ts"), ...args]],
  build: () => [],
  // Of a running system: wants its NATS_URL and DATABASE_URL.
  "rebuild-read-models": () => {
    process.env.PM_INSTANCE ??= "rebuild-read-models";
    return [[join(repoRoot, "print-orchestrator", "dist", "rebuild-read-models.js"), ...args]];
  },
  format: () => [[tool("oxfmt", "oxfmt"), "."]],
  check: () => [
    [tool("oxfmt", "oxfmt"), "--check", "."],
    [tool("oxlint", "oxlint"), "--type-aware"],
    [tool("typescript", "tsc"), "-p", "tsconfig.json", "--noEmit"],
    ...webTypes(),
  ],
};
const needsBuild = new Set(["start", "test", "bench", "faults", "build", "rebuild-read-models"]);

process.exitCode = await main();

async function main() {
  if (!(job in jobs)) {
    console.error(`usage: node infra/bootstrap.mjs <${Object.keys(jobs).join("|")}> [arguments]`);
    return 2;
  }
  process.chdir(repoRoot);
  try {
    assertWritable();
    const node = await withLock(prepare);
    return await runAll(node, jobs[job]());
  } catch (error) {
    console.error(error.expected ? error.message : error);
    return 1;
  }
}

async function prepare() {
  const node = await requireNode();
  await installDependencies(node);
  if (needsBuild.has(job)) await buildAll(node);
  return node;
}

// The dashboard has types of its own: the browser's.
function webTypes() {
  const config = join("gateway", "web", "tsconfig.json");
  return existsSync(config) ? [[tool("typescript", "tsc"), "-p", config, "--noEmit"]] : [];
}

/** Every step is run, so that one run tells all there is to repair. */
async function runAll(node, steps) {
  let worst = 0;
  for (const step of steps) worst = (await passThrough(node, step)) || worst;
  return worst;
}

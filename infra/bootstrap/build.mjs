import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { repoRoot } from "./place.mjs";
import { tool, withProgress } from "./run.mjs";

const web = join(repoRoot, "gateway", "web");
const webStamp = join(web, "dist", ".printermaster-stamp");
const notSources = new Set(["dist", "node_modules"]);

export async function buildAll(node) {
  await withProgress("building", {
    command: node,
    args: [tool("typescript", "tsc"), "-b", "tsconfig.build.json"],
  });
  if (existsSync(join(web, "vite.config.ts"))) await buildDashboard(node);
}

async function buildDashboard(node) {
  const stamp = hashOf([web, join(repoRoot, "contracts", "src")]);
  if (existsSync(webStamp) && readFileSync(webStamp, "utf8") === stamp) return;
  await withProgress("building the dashboard", {
    command: node,
    args: [tool("vite", "vite"), "build"],
    cwd: web,
  });
  writeFileSync(webStamp, stamp);
}

function hashOf(folders) {
  const hash = createHash("sha256");
  for (const file of folders.flatMap(filesBelow).sort())
    hash.update(file).update("\0").update(readFileSync(file));
  return hash.digest("hex");
}

function filesBelow(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (notSources.has(entry.name)) return [];
    const path = join(folder, entry.name);
    return entry.isDirectory() ? filesBelow(path) : [path];
  });
}

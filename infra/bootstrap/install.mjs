import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { repoRoot } from "./place.mjs";
import { npm, withProgress } from "./run.mjs";

const modules = join(repoRoot, "node_modules");
// Inside node_modules, so that whoever replaces or deletes that folder removes the stamp too.
const stampFile = join(modules, ".printermaster-stamp");

/** `npm ci`, unless the last one that finished was for this very lockfile and platform. */
export async function installDependencies(node) {
  const stamp = currentStamp();
  if (existsSync(stampFile) && readFileSync(stampFile, "utf8") === stamp) return;
  const first = existsSync(modules) ? "" : " (first time, about a minute)";
  await withProgress(
    `installing dependencies${first}`,
    npm(node, ["ci", "--include=dev"], repoRoot),
  );
  writeFileSync(stampFile, stamp);
}

export function currentStamp() {
  const lock = readFileSync(join(repoRoot, "package-lock.json"));
  return `${createHash("sha256").update(lock).digest("hex")} ${process.platform}-${process.arch}\n`;
}

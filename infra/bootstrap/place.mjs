import { accessSync, constants, mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const repoRoot = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
export const cacheDir = join(repoRoot, ".cache");

/** A failure that its message explains; no stack is shown for it. */
export function expected(message) {
  return Object.assign(new Error(message), { expected: true });
}

export function assertWritable() {
  try {
    accessSync(repoRoot, constants.W_OK);
    mkdirSync(cacheDir, { recursive: true });
    accessSync(cacheDir, constants.W_OK);
  } catch {
    throw expected(
      `This folder is not yours to write: ${repoRoot}\n` +
        "Dependencies, caches and data live inside it. Clone it as yourself, or change its owner.",
    );
  }
}

import { dirname, extname, join } from "node:path";

// src/ and dist/ both lie one level under infra/, so this holds from either.
export const repoRoot = dirname(dirname(import.meta.dirname));

export const cacheDir = join(repoRoot, ".cache");

/** A file of this package that runs as its own process: `.ts` beside sources, `.js` beside built files. */
export const ownProgram = (name: string): string =>
  join(import.meta.dirname, name + extname(import.meta.filename));

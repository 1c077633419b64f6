// Preloaded into agents: their clock is wrong by as many milliseconds as a file says.
import { readFileSync } from "node:fs";

const file = process.env["PM_FAULTS_CLOCK"] ?? "";
const EVERY_MS = 100;
const Real = Date;
let byMs = 0;

class SteppingDate extends Real {
  constructor(...given: readonly unknown[]) {
    if (given.length === 0) super(Real.now() + byMs);
    else super(...(given as [number]));
  }
  static override now(): number {
    return Real.now() + byMs;
  }
}

setInterval(() => {
  try {
    byMs = Number(readFileSync(file, "utf8"));
  } catch {
    byMs = 0;
  }
}, EVERY_MS).unref();
globalThis.Date = SteppingDate as DateConstructor;

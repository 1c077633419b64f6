/** What SQLite's result codes mean to whoever wanted to commit. */
import { SpoolBroken, SpoolFull } from "../app/ports.ts";

const FULL = 13;
const BROKEN: ReadonlySet<number> = new Set([10 /* I/O */, 11 /* corrupt */, 26 /* no database */]);

export function spoolFault(error: unknown): unknown {
  if (error instanceof SpoolBroken) return error;
  const code = ((error as { errcode?: number }).errcode ?? 0) & 0xff;
  if (code === FULL) return new SpoolFull("the disk is full", { cause: error });
  if (BROKEN.has(code)) return new SpoolBroken("the spool cannot be read", { cause: error });
  return error;
}

/** What a process has cost so far, as its kernel counts it. Linux only. */
import { readFile } from "node:fs/promises";

export interface Cost {
  /** Resident now: heap and its garbage, code, buffers. */
  readonly residentKb: number;
  /** User and system, since it was started. */
  readonly cpuMs: number;
}

/** The kernel counts in hundredths of a second. */
const TICK_MS = 10;

export async function costOf(pid: number): Promise<Cost> {
  const [status, stat] = await Promise.all([
    readFile(`/proc/${pid}/status`, "utf8"),
    readFile(`/proc/${pid}/stat`, "utf8"),
  ]);
  const residentKb = Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]);
  // After the name, which may hold spaces: state is field 3, utime 14, stime 15.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return { residentKb, cpuMs: (Number(fields[11]) + Number(fields[12])) * TICK_MS };
}

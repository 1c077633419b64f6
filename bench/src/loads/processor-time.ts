/** What processes have used of the processor, with all that they started. Linux only. */
import { readdir, readFile } from "node:fs/promises";
import type { Process } from "./contestant.ts";

/** Milliseconds, by the name of a process; processes of one name together. */
export type ProcessorTime = Readonly<Record<string, number>>;

interface Stat {
  readonly parent: number;
  readonly ms: number;
}

/** The kernel counts in hundredths of a second. */
const TICK_MS = 10;

export async function processorTime(processes: readonly Process[]): Promise<ProcessorTime> {
  const stats = await allStats();
  const childrenOf = Map.groupBy(stats.keys(), (pid) => stats.get(pid)?.parent);
  const withAll = (pid: number): number =>
    (childrenOf.get(pid) ?? []).reduce(
      (sum, child) => sum + withAll(child),
      stats.get(pid)?.ms ?? 0,
    );
  const times: Record<string, number> = {};
  for (const { name, pid } of processes) times[name] = (times[name] ?? 0) + withAll(pid);
  return times;
}

/** Milliseconds a print, which are seconds a thousand prints. */
export const timeAPrint = (
  before: ProcessorTime,
  after: ProcessorTime,
  prints: number,
): ProcessorTime =>
  Object.fromEntries(
    Object.entries(after).map(([name, ms]) => [name, (ms - (before[name] ?? 0)) / prints]),
  );

export const sumOfTimes = (times: ProcessorTime): number =>
  Object.values(times).reduce((sum, ms) => sum + ms, 0);

async function allStats(): Promise<Map<number, Stat>> {
  const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name)).map(Number);
  const read = pids.map(async (pid) => {
    const text = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => undefined);
    return text === undefined ? [] : [[pid, statIn(text)] as const];
  });
  return new Map((await Promise.all(read)).flat());
}

/** After the name, which may hold spaces: parent is field 4; 14 to 17 are its own time and that of children that ended. */
export function statIn(text: string): Stat {
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  const ticks = [11, 12, 13, 14].reduce((sum, field) => sum + Number(fields[field]), 0);
  return { parent: Number(fields[1]), ms: ticks * TICK_MS };
}

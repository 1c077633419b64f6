/** What is kept of a run, and how it is shown. */
import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { availableParallelism, cpus, release } from "node:os";
import { join } from "node:path";
import { classes } from "./checker/check.ts";
import type { Outcome } from "./fault-run.ts";
import { readLogs } from "./logs.ts";
import { nameOf } from "./nemesis/fault.ts";
import { timeline } from "./timeline.ts";

/** Of every run. */
export interface Facts {
  readonly at: string;
  readonly commit: string;
  readonly machine: string;
}

export interface Report extends Facts {
  readonly seed: number;
  readonly seconds: number;
  readonly holds: boolean;
  readonly counts: Readonly<Record<string, number>>;
  readonly found: Readonly<Record<string, number>>;
  readonly faults: Readonly<Record<string, number>>;
  readonly skipped: number;
  readonly seen: Readonly<Record<string, number>>;
  readonly neverSeen: readonly string[];
}

export function reportOf(outcome: Outcome, seed: number): Report {
  const { verdict, faults, seen, neverSeen, seconds } = outcome;
  const done = faults.filter(({ skipped }) => !skipped);
  const byName = Object.groupBy(done, ({ fault }) => nameOf(fault));
  return {
    ...facts(),
    seed,
    seconds: Math.round(seconds),
    holds: verdict.holds && neverSeen.length === 0,
    counts: verdict.counts,
    found: Object.fromEntries(classes.map((name) => [name, verdict.findings[name].length])),
    faults: Object.fromEntries(
      Object.entries(byName).map(([name, all]) => [name, all?.length ?? 0]),
    ),
    skipped: faults.length - done.length,
    seen,
    neverSeen,
  };
}

export const facts = (): Facts => ({
  at: new Date().toISOString(),
  commit: commit(),
  machine: `${cpus()[0]?.model.trim()}, ${availableParallelism()} cores, ${process.platform} ${release()}, Node ${process.versions.node}`,
});

function commit(): string {
  try {
    return execFileSync("git", ["rev-parse", "--short", "HEAD"], { encoding: "utf8" }).trim();
  } catch {
    return "unknown";
  }
}

export function table({
  seed,
  seconds,
  counts,
  found,
  faults,
  seen,
  neverSeen,
  holds,
}: Report): string {
  const row = ([name, count]: [string, number]) => `  ${name.padEnd(44)} ${count}`;
  const rows = (of: Readonly<Record<string, number>>) => Object.entries(of).map(row).join("\n");
  return [
    `seed ${seed}, ${seconds} s`,
    `jobs\n${rows(counts)}`,
    `must be 0\n${rows(found)}`,
    `faults\n${rows(faults)}`,
    `seen\n${rows(seen)}`,
    ...(neverSeen.length > 0 ? [`never seen, and must be: ${neverSeen.join("; ")}`] : []),
    holds ? "Nothing was lost, and nothing printed twice in silence." : "The run FAILED.",
  ].join("\n\n");
}

const MOST_TIMELINES = 10;

/** All that is needed to find out, in the run's own folder, beside its schedule, ledgers and logs. */
export function writeFindings(folder: string, outcome: Outcome): void {
  const { findings } = outcome.verdict;
  writeFileSync(join(folder, "findings.json"), JSON.stringify(findings, undefined, 1));
  const lines = readLogs(join(folder, "stack", "logs"));
  const keys = new Set(Object.values(findings).flatMap((all) => all.map(({ key }) => key)));
  mkdirSync(join(folder, "timelines"), { recursive: true });
  for (const key of [...keys].filter((key) => key !== "").slice(0, MOST_TIMELINES))
    writeFileSync(join(folder, "timelines", `${key}.txt`), timeline(key, outcome, lines));
}

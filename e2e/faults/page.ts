/** docs/reliability.md, from the results of the runs: no figure on it was typed by hand. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { classes } from "./checker/check.ts";
import { PREFACE, PROMISE, REST } from "./page-text.ts";
import type { Report } from "./report.ts";
import type { AgentAlone } from "./run-agent-alone.ts";
import type { SabotageResult } from "./run-sabotages.ts";
import type { SeedLoad } from "./run-seed-load.ts";

export function writePage(results: string): boolean {
  const all = existsSync(results) ? readdirSync(results).sort() : [];
  const read = <T>(prefix: string): T[] =>
    all
      .filter((name) => name.startsWith(prefix) && name.endsWith(".json"))
      .map((name) => JSON.parse(readFileSync(join(results, name), "utf8")) as T);
  const runs = read<Report>("faults-").sort((a, b) => a.at.localeCompare(b.at));
  const parts = [
    PREFACE,
    runs.length > 0
      ? verdicts(runs)
      : "No run of the present checker is kept yet: `npm run faults`.",
    PROMISE,
    ...(runs.length > 0 ? [faults(runs), met(runs)] : []),
    sabotaged(read<SabotageResult>("sabotage-")),
    seedLoads(read<SeedLoad>("seed-load-")),
    ...read<AgentAlone>("agent-alone").map(alone),
    REST,
  ];
  const file = join(results, "..", "..", "..", "docs", "reliability.md");
  writeFileSync(file, parts.filter((part) => part !== "").join("\n\n") + "\n");
  console.log(`written: ${file}`);
  return true;
}

const row = (...cells: (string | number)[]): string => `| ${cells.join(" | ")} |`;
const rule = (columns: number): string => `|${"---|".repeat(columns)}`;
const sum = (values: readonly (number | undefined)[]): number =>
  values.reduce<number>((total, value) => total + (value ?? 0), 0);
const of = (n: number): string => n.toLocaleString("en-GB");

function verdicts(runs: readonly Report[]): string {
  const { machine } = runs.at(-1)!;
  const perRun = runs.map(({ seed, at, commit, seconds, counts, faults, found, holds }) =>
    row(
      seed,
      `${at.slice(0, 16).replace("T", " ")}, ${commit}`,
      `${seconds} s`,
      of(counts["attempted"] ?? 0),
      of(counts["accepted"] ?? 0),
      of(counts["printed"] ?? 0),
      sum(Object.values(faults)),
      holds ? "holds" : `**broken: ${broken(found)}**`,
    ),
  );
  const accepted = sum(runs.map(({ counts }) => counts["accepted"]));
  const forbidden = classes.map((name) => row(name, sum(runs.map(({ found }) => found[name]))));
  const reported = ["recovered", "unconfirmed", "partial", "told-failed", "copies"].map((name) =>
    row(name, sum(runs.map(({ counts }) => counts[name]))),
  );
  const bound = accepted > 0 ? (3 / accepted).toExponential(1) : "1";
  return [
    `## What the ledgers say\n\nOn ${machine}.\n`,
    row("seed", "when, commit", "took", "asked for", "accepted", "on paper", "faults", "verdict"),
    rule(8),
    ...perRun,
    `\nOf ${of(accepted)} accepted jobs together (none found bounds the rate at ${bound} with 95 % confidence):\n`,
    row("must be 0", "found"),
    rule(2),
    ...forbidden,
    "",
    row("reported, and bounded by the faults", "jobs"),
    rule(2),
    ...reported,
  ].join("\n");
}

const broken = (found: Readonly<Record<string, number>>): string =>
  Object.entries(found)
    .filter(([, count]) => count > 0)
    .map(([name, count]) => `${name} ${count}`)
    .join(", ") || "something was never seen";

function faults(runs: readonly Report[]): string {
  const names = [...new Set(runs.flatMap(({ faults }) => Object.keys(faults)))].sort();
  const rows = names.map((name) => row(name, sum(runs.map(({ faults }) => faults[name]))));
  const skipped = sum(runs.map(({ skipped }) => skipped));
  return [
    "## Faults",
    "",
    row("what was done", "times"),
    rule(2),
    ...rows,
    `\n${skipped} more could not be done: what was to be hurt was down already.`,
  ].join("\n");
}

function met(runs: readonly Report[]): string {
  const names = Object.keys(runs.at(-1)!.seen);
  const rows = names.map((name) => row(name, sum(runs.map(({ seen }) => seen[name]))));
  return ["## What was met", "", row("state", "times"), rule(2), ...rows].join("\n");
}

function sabotaged(all: readonly SabotageResult[]): string {
  if (all.length === 0) return "";
  const rows = all.map(({ name, breaks, found, isFound }) =>
    row(name, breaks, found.join(", ") || "nothing", isFound ? "red" : "**missed**"),
  );
  const head = row("broken on purpose", "must show as", "showed as", "verdict");
  return ["## That a run can fail", "", head, rule(4), ...rows].join("\n");
}

function seedLoads(all: readonly SeedLoad[]): string {
  if (all.length === 0) return "";
  const rows = all.map((load) =>
    row(
      `${load.agents} agents, ${of(load.testsPerMinute)} a minute, ${load.minutes} minutes`,
      of(load.asked),
      `${((100 * load.succeeded) / load.asked).toFixed(3)} %`,
      `${load.p50} / ${load.p95} / ${load.p99}`,
      load.holds ? "met" : "**missed**",
    ),
  );
  const head = row(
    "tests",
    "asked for",
    "succeeded",
    "p50 / p95 / p99, ms to told",
    "99.9 %, p95 5 s",
  );
  const how =
    "All agents share one machine's cores, so it is timed from a minute on, when each has printed its first ticket.";
  return ["## The load of the seed", "", how, "", head, rule(5), ...rows].join("\n");
}

function alone({ minutes, seed, counts, faults, flatness, owed, holds }: AgentAlone): string {
  const { residentMb, files, spoolMb } = flatness;
  return [
    "## An agent that nobody restarts",
    "",
    `For ${minutes} minutes (seed ${seed}), with ${sum(Object.values(faults))} faults around it and ${of(counts["accepted"] ?? 0)} jobs accepted; medians of the second quarter of the time, and of the last.`,
    "",
    row("", "second quarter", "last quarter"),
    rule(3),
    row("resident memory, MB", residentMb.early, residentMb.late),
    row("open files", files.early, files.late),
    row("spool, MB", spoolMb.early, spoolMb.late),
    `\nIt owed the cloud ${owed} reports at the end: ${holds ? "holds" : `**broken**: ${flatness.against.join(", ")}`}.`,
  ].join("\n");
}

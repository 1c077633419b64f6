/** One run: load, faults, then quiet in which everything must end; and what the ledgers say of it. */
import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { until } from "../src/patience.ts";
import { check, type Verdict } from "./checker/check.ts";
import type { Entry } from "./ledger/entry.ts";
import { readLedgers } from "./ledger/ledger.ts";
import { readLogs } from "./logs.ts";
import { blursPaper, type Planned, type Targets } from "./nemesis/fault.ts";
import { Nemesis, type Done } from "./nemesis/nemesis.ts";
import { ledgersIn, openScene, type Scene, type Setting } from "./scene.ts";
import { neverSeen, sightings } from "./sometimes.ts";

export interface Course extends Setting {
  readonly planOf: (targets: Targets) => readonly Planned[];
  /** Before the first fault. */
  readonly calmMs: number;
  readonly quietMs: number;
  /** Too short to reach everything. */
  readonly short: boolean;
  readonly say: (line: string) => void;
  readonly opened?: (scene: Scene) => void;
  /** Everything has ended, and everything still runs. */
  readonly calm?: () => void;
}

export interface Outcome {
  readonly verdict: Verdict;
  readonly seen: Readonly<Record<string, number>>;
  readonly neverSeen: readonly string[];
  readonly faults: readonly Done[];
  readonly entries: readonly Entry[];
  readonly seconds: number;
}

export async function faultRun(course: Course): Promise<Outcome> {
  const began = performance.now();
  const { folder, say } = course;
  say("starting the stack");
  const scene = await openScene(course);
  try {
    course.opened?.(scene);
    const faults = await drive(scene, course);
    course.calm?.();
    say("reading the ledgers");
    const entries = ledgerEntries(folder);
    const seen = sightings({ entries, lines: readLogs(join(folder, "stack", "logs")) });
    return {
      verdict: check(entries, boundsOf(faults)),
      seen,
      neverSeen: neverSeen(seen, course.short),
      faults,
      entries,
      seconds: (performance.now() - began) / 1000,
    };
  } finally {
    await scene.close();
  }
}

async function drive(scene: Scene, course: Course): Promise<readonly Done[]> {
  const { signal, say, folder, quietMs } = course;
  const plan = course.planOf(scene.targets);
  writeFileSync(join(folder, "schedule.json"), JSON.stringify(plan, undefined, 1));
  await wait(course.calmMs, undefined, { signal });
  const nemesis = new Nemesis({ ...scene, say }, signal);
  await nemesis.run(plan);
  say("quiet: everything is healed, and everything must end");
  await allReady(scene, quietMs);
  await Promise.all(scene.tills.map((till) => till.ask("stop")));
  await Promise.all(scene.tills.map((till) => till.ask("settle", { withinMs: quietMs })));
  return nemesis.done;
}

const allReady = ({ stack }: Scene, withinMs: number) =>
  until(
    "all processes ready again",
    () => stack.processes().every(({ state }) => state === "ready"),
    withinMs,
  );

export const ledgerEntries = (folder: string): Entry[] =>
  readLedgers(readdirSync(ledgersIn(folder)).map((name) => join(ledgersIn(folder), name)));

/** A fault may interrupt one print at each printer of one agent, and once more what it had just begun again. */
const BLURRED_BY_ONE = 4;

function boundsOf(faults: readonly Done[]) {
  const blurring = faults.filter(({ fault, skipped }) => !skipped && blursPaper(fault)).length;
  return { unconfirmed: blurring * BLURRED_BY_ONE, partial: blurring * BLURRED_BY_ONE };
}

/** The load that the old system was asked for: 100 agents, 1,000 tests a minute, no faults. */
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { check } from "./checker/check.ts";
import { storiesOf, type Story } from "./checker/stories.ts";
import { ledgerEntries } from "./fault-run.ts";
import { facts, type Facts } from "./report.ts";
import type { Run } from "./run.ts";
import { openScene } from "./scene.ts";

export interface SeedLoad extends Facts {
  readonly agents: number;
  readonly testsPerMinute: number;
  readonly minutes: number;
  readonly asked: number;
  readonly succeeded: number;
  readonly found: number;
  /** Milliseconds from asking to the till's hearing "completed". */
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly holds: boolean;
}

const AGENTS = 100;
const TESTS_PER_MINUTE = 1000;
const SETTLE_MS = 60_000;
/** An agent loads what it composes with at its first ticket: a second each, and here a hundred of them share the machine. */
const WARM_UP_MS = 60_000;
const PROMISE = { share: 0.999, p95Ms: 5000 };
const NO_FAULTS = { unconfirmed: 0, partial: 0 };

export async function runSeedLoad(
  { results, signal, say }: Run,
  { seed, times, minutes }: { seed: number; times: number; minutes: number },
): Promise<boolean> {
  const folder = join(results, `seed-load-${times}`);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const perSecond = (TESTS_PER_MINUTE * times) / 60;
  const size = { gateways: 2, orchestrators: 2, agents: AGENTS, tills: 2, perSecond };
  say(`starting ${AGENTS} agents`);
  const setting = { size, seed, folder, sabotage: undefined, tests: true, signal };
  let measuredFrom = Infinity;
  const scene = await openScene(setting);
  try {
    say("warming up");
    await wait(WARM_UP_MS, undefined, { signal });
    measuredFrom = Date.now();
    say(`${Math.round(perSecond * 60)} tests a minute, for ${minutes} minutes`);
    await wait(minutes * 60_000, undefined, { signal });
    await Promise.all(scene.tills.map((till) => till.ask("stop")));
    await Promise.all(scene.tills.map((till) => till.ask("settle", { withinMs: SETTLE_MS })));
  } finally {
    await scene.close();
  }
  const figures = {
    ...figuresOf(folder, measuredFrom),
    testsPerMinute: TESTS_PER_MINUTE * times,
    minutes,
  };
  const file = join(results, `seed-load-${times}.json`);
  writeFileSync(file, JSON.stringify(figures, undefined, 1) + "\n");
  console.log(figures);
  if (figures.holds) rmSync(folder, { recursive: true, force: true });
  return figures.holds;
}

/** The verdict is of everything, the figures are of what was asked for since. */
function figuresOf(folder: string, since: number): Omit<SeedLoad, "testsPerMinute" | "minutes"> {
  const entries = ledgerEntries(folder);
  const { verdict, stories } = { verdict: check(entries, NO_FAULTS), stories: storiesOf(entries) };
  const measured = [...stories.values()].filter(
    ({ attempted }) => attempted && attempted.at >= since,
  );
  const times = measured.flatMap(toldAfter).sort((a, b) => a - b);
  const p = (share: number) => times[Math.ceil(share * times.length) - 1] ?? Number.NaN;
  const found = Object.values(verdict.findings).reduce((sum, all) => sum + all.length, 0);
  return {
    ...facts(),
    agents: AGENTS,
    asked: measured.length,
    succeeded: times.length,
    found,
    p50: p(0.5),
    p95: p(0.95),
    p99: p(0.99),
    holds: found === 0 && times.length > measured.length * PROMISE.share && p(0.95) < PROMISE.p95Ms,
  };
}

/** Only what is on paper and was told to be. */
const toldAfter = ({ attempted, end, prints }: Story): number[] =>
  attempted && end?.status === "completed" && prints.length === 1 ? [end.at - attempted.at] : [];

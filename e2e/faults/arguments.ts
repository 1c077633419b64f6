import { parseArgs } from "node:util";
import { sabotages } from "./sabotage/sabotages.ts";

export type Choice =
  | {
      readonly mode: "faults";
      readonly seed: number;
      readonly minutes: number;
      readonly keep: boolean;
    }
  | { readonly mode: "sabotage"; readonly seed: number; readonly names: readonly string[] }
  | {
      readonly mode: "seed-load";
      readonly seed: number;
      readonly times: number;
      readonly minutes: number;
    }
  | { readonly mode: "agent-alone"; readonly seed: number; readonly minutes: number }
  | { readonly mode: "page" };

export class BadArguments extends Error {
  override name = "BadArguments";
}

const USUAL_MINUTES = 5;

export const USAGE = `npm run faults -- [options]: prints under fire, and what the ledgers say of them
  --minutes N      how long, from 1   (${USUAL_MINUTES})
  --hours N        the same in hours
  --seed N         repeats a schedule   (drawn, and printed)
  --keep           keeps the folder of a run that found nothing
npm run faults -- --sabotage [name ...]: what is broken on purpose must be found: ${Object.keys(sabotages).join(", ")}
npm run faults -- --seed-load [--times 10] [--minutes N]: 100 agents, 1,000 tests a minute   (10 minutes)
npm run faults -- --agent-alone [--minutes N]: one agent that nobody restarts must stay as it is   (60 minutes)
npm run faults -- --page: writes docs/reliability.md from the results
  --help           this text`;

const text = { type: "string" } as const;
const flag = { type: "boolean" } as const;
const options = {
  minutes: text,
  hours: text,
  seed: text,
  times: text,
  keep: flag,
  sabotage: flag,
  "seed-load": flag,
  "agent-alone": flag,
  page: flag,
  help: flag,
};

export function readArguments(argv: readonly string[], drawn: number): Choice | "help" {
  try {
    const { values, positionals } = parseArgs({ args: [...argv], options, allowPositionals: true });
    if (values.help) return "help";
    const seed = number("--seed", values.seed ?? String(drawn), 0, 2 ** 32 - 1);
    const hours = values.hours && number("--hours", values.hours, 0.01, 100) * 60;
    const minutes = (usual: number, least: number) =>
      hours || number("--minutes", values.minutes ?? String(usual), least, 6000);
    if (values.page) return { mode: "page" };
    if (values["seed-load"]) {
      const times = number("--times", values.times ?? "1", 0.1, 100);
      return { mode: "seed-load", seed, times, minutes: minutes(10, 0.1) };
    }
    if (values["agent-alone"]) return { mode: "agent-alone", seed, minutes: minutes(60, 1) };
    if (values.sabotage) return { mode: "sabotage", seed, names: known(positionals) };
    if (positionals.length > 0) throw new Error(`${positionals.join(" ")}: what is that?`);
    return { mode: "faults", seed, minutes: minutes(USUAL_MINUTES, 1), keep: values.keep ?? false };
  } catch (error) {
    throw new BadArguments((error as Error).message);
  }
}

function known(names: readonly string[]): readonly string[] {
  const stranger = names.find((name) => !(name in sabotages));
  if (stranger !== undefined) throw new Error(`there is no sabotage "${stranger}"`);
  return names.length > 0 ? names : Object.keys(sabotages);
}

function number(name: string, value: string, from: number, to: number): number {
  const parsed = Number(value);
  if (!(parsed >= from && parsed <= to)) throw new Error(`${name} must be from ${from} to ${to}`);
  return parsed;
}

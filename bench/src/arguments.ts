import { parseArgs } from "node:util";
import { ROLL_HOLDS } from "./paper.ts";

export interface Arguments {
  readonly rounds: number;
  /** One after another, in each round. */
  readonly prints: number;
  /** With many in flight, in each round. */
  readonly saturatingPrints: number;
  readonly floorSteps: number;
  readonly warmUpPrints: number;
  readonly json: string | undefined;
}

export type Choice =
  | { readonly bench: "prints"; readonly settings: Arguments }
  | { readonly bench: "idle-agents"; readonly agents: number; readonly json: string | undefined }
  | { readonly bench: "relay" | "spool"; readonly json: string | undefined };

export class BadArguments extends Error {
  override name = "BadArguments";
}

const FEWEST_AGENTS = 200;
const MOST_AGENTS = 25_000;

export const USAGE = `npm run bench -- [options]: the path of a print
  --quick          3 small rounds, to see that it works
  --prints N       prints one after another in each round, at most ${ROLL_HOLDS}   (150)
npm run bench -- --idle-agents N: what ${FEWEST_AGENTS} to ${MOST_AGENTS} agents with nothing to do cost their gateway
npm run bench -- --spool: what the agent's disk costs a job, and what taking many together saves
npm run bench -- --relay: what a poll costs that reaches another gateway than its session's
  --json FILE      where everything is written   (in bench/results)
  --help           this text`;

const full = { rounds: 7, prints: 150, saturatingPrints: 200, floorSteps: 500, warmUpPrints: 400 };
const quick = { rounds: 3, prints: 50, saturatingPrints: 100, floorSteps: 200, warmUpPrints: 50 };

const text = { type: "string" } as const;
const flag = { type: "boolean" } as const;
const options = {
  quick: flag,
  help: flag,
  relay: flag,
  spool: flag,
  prints: text,
  "idle-agents": text,
  json: text,
};

/** The command line, or "help". */
export function readArguments(argv: readonly string[]): Choice | "help" {
  try {
    const { values } = parseArgs({ args: [...argv], options });
    const { json, "idle-agents": agents } = values;
    if (values.help) return "help";
    if (values.spool) return { bench: "spool", json };
    if (values.relay) return { bench: "relay", json };
    if (agents !== undefined) {
      const wanted = wholeNumber("--idle-agents", agents, FEWEST_AGENTS, MOST_AGENTS);
      return { bench: "idle-agents", agents: wanted, json };
    }
    const size = values.quick ? quick : full;
    const prints = wholeNumber("--prints", values.prints ?? `${size.prints}`, 1, ROLL_HOLDS);
    return { bench: "prints", settings: { ...size, prints, json } };
  } catch (error) {
    throw new BadArguments((error as Error).message);
  }
}

function wholeNumber(name: string, value: string, from: number, to: number): number {
  const number = Number(value);
  if (!Number.isInteger(number) || number < from || number > to)
    throw new BadArguments(`${name} must be a whole number from ${from} to ${to}`);
  return number;
}

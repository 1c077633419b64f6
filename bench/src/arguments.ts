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

export class BadArguments extends Error {
  override name = "BadArguments";
}

export const USAGE = `npm run bench -- [options]
  --quick        3 small rounds, to see that it works
  --prints N     prints one after another in each round, at most ${ROLL_HOLDS}   (150)
  --json FILE    where everything is written   (bench/results/latest.json)
  --help         this text`;

const full = { rounds: 7, prints: 150, saturatingPrints: 200, floorSteps: 500, warmUpPrints: 400 };
const quick = { rounds: 3, prints: 50, saturatingPrints: 100, floorSteps: 200, warmUpPrints: 50 };

/** The command line, or "help". */
export function readArguments(argv: readonly string[]): Arguments | "help" {
  const text = { type: "string" } as const;
  const flag = { type: "boolean" } as const;
  const options = { quick: flag, help: flag, prints: text, json: text };
  try {
    const { values } = parseArgs({ args: [...argv], options });
    if (values.help) return "help";
    const size = values.quick ? quick : full;
    const prints = values.prints === undefined ? size.prints : Number(values.prints);
    if (!Number.isInteger(prints) || prints < 1 || prints > ROLL_HOLDS)
      throw new BadArguments(`--prints must be a whole number from 1 to ${ROLL_HOLDS}`);
    return { ...size, prints, json: values.json };
  } catch (error) {
    throw new BadArguments((error as Error).message);
  }
}

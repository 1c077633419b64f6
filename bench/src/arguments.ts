import { parseArgs } from "node:util";
import type { PeerName } from "../peers/all.ts";
import { ROLL_HOLDS } from "./ours/paper.ts";

export interface PrintsSettings {
  readonly rounds: number;
  /** One after another, in each round. */
  readonly prints: number;
  /** With many in flight, in each round. */
  readonly saturatingPrints: number;
  /** At shares of what is possible, and at most for anything else. */
  readonly openMs: number;
  readonly atEighty: boolean;
  readonly floorSteps: number;
  readonly warmUpPrints: number;
  readonly peers: readonly PeerName[];
}

export type Choice =
  | { readonly bench: "prints"; readonly settings: PrintsSettings; readonly json?: string }
  | { readonly bench: "full"; readonly settings: PrintsSettings; readonly quick: boolean }
  | { readonly bench: "page" }
  | { readonly bench: "idle-agents"; readonly agents: number; readonly json?: string }
  | {
      readonly bench: "shapes" | "scale" | "relay" | "spool" | "agent-idle" | "paper";
      readonly json?: string;
    };

export class BadArguments extends Error {
  override name = "BadArguments";
}

const FEWEST_AGENTS = 200;
const MOST_AGENTS = 25_000;

export const USAGE = `npm run bench -- [options]: the path of a print beside its floors and a peer, within 5 minutes
  --quick          3 small rounds, to see that it works
  --prints N       prints one after another in each round, at most ${ROLL_HOLDS}   (60)
npm run bench -- --full: with all peers and loads, shapes and scale, within 25 minutes; writes docs/performance.md
  --quick          small, and writes no page
npm run bench -- --shapes: other numbers of gateways, orchestrators, events and agents
npm run bench -- --scale: fan-out, a reconnect storm, growth of the log, the projector
npm run bench -- --page: writes docs/performance.md from the results
npm run bench -- --idle-agents N: what ${FEWEST_AGENTS} to ${MOST_AGENTS} agents with nothing to do cost their gateway
npm run bench -- --spool: what the agent's disk costs a job, and what taking many together saves
npm run bench -- --relay: what a poll costs that reaches another gateway than its session's
npm run bench -- --agent-idle: what an agent with nothing to print costs its own machine
npm run bench -- --paper: what it costs to compose a receipt, to draw a line and a picture, beside the bare libraries
  --json FILE      where everything is written   (in bench/results)
  --help           this text`;

const usual: PrintsSettings = {
  rounds: 7,
  prints: 60,
  saturatingPrints: 200,
  openMs: 4000,
  atEighty: false,
  floorSteps: 300,
  warmUpPrints: 400,
  peers: ["bullmq-always"],
};
const quick = { rounds: 3, prints: 30, saturatingPrints: 100, openMs: 1500, warmUpPrints: 50 };
const everything: PrintsSettings = {
  ...usual,
  rounds: 5,
  atEighty: true,
  peers: ["bullmq-always", "bullmq-everysec", "socket-io-redis", "nest-nats"],
};

const text = { type: "string" } as const;
const flag = { type: "boolean" } as const;
const alone = ["shapes", "scale", "relay", "spool", "agent-idle", "paper"] as const;
const options = {
  quick: flag,
  full: flag,
  page: flag,
  help: flag,
  shapes: flag,
  scale: flag,
  relay: flag,
  spool: flag,
  "agent-idle": flag,
  paper: flag,
  prints: text,
  "idle-agents": text,
  json: text,
};

/** The command line, or "help". */
export function readArguments(argv: readonly string[]): Choice | "help" {
  try {
    const { values } = parseArgs({ args: [...argv], options });
    const { "idle-agents": agents } = values;
    const json = values.json === undefined ? {} : { json: values.json };
    if (values.help) return "help";
    if (values.page) return { bench: "page" };
    if (values.full) {
      const settings = values.quick ? { ...everything, ...quick } : everything;
      return { bench: "full", settings, quick: values.quick ?? false };
    }
    const bench = alone.find((name) => values[name]);
    if (bench) return { bench, ...json };
    if (agents !== undefined) {
      const wanted = wholeNumber("--idle-agents", agents, FEWEST_AGENTS, MOST_AGENTS);
      return { bench: "idle-agents", agents: wanted, ...json };
    }
    const size = values.quick ? { ...usual, ...quick } : usual;
    const prints = wholeNumber("--prints", values.prints ?? `${size.prints}`, 1, ROLL_HOLDS);
    return { bench: "prints", settings: { ...size, prints }, ...json };
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

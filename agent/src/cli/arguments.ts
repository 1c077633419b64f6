/** The command line → what is to be done. */
import { parseArgs } from "node:util";
import { misuse } from "./command-failed.ts";

export interface Wish {
  readonly command: string;
  readonly words: readonly string[];
  readonly options: Readonly<Options>;
}

export interface Options {
  readonly json?: boolean;
  readonly help?: boolean;
  readonly version?: boolean;
  readonly search?: boolean;
  readonly config?: string;
  readonly printer?: string;
  readonly platform?: string;
  readonly root?: string;
}

const flag = { type: "boolean" } as const;
const text = { type: "string" } as const;
const known = {
  json: flag,
  help: { type: "boolean", short: "h" },
  version: flag,
  search: flag,
  config: text,
  printer: text,
  platform: text,
  root: text,
} as const;

interface Shape {
  /** As in the help. */
  readonly usage: string;
  readonly what: string;
  readonly words: readonly [least: number, most: number];
  readonly takes: readonly (keyof Options)[];
}

const always: readonly (keyof Options)[] = ["help", "version", "config"];

export const shapes: Readonly<Record<string, Shape>> = {
  run: {
    usage: "run",
    what: "serve this branch's printers until stopped (the default)",
    words: [0, 0],
    takes: [],
  },
  pair: {
    usage: "pair CODE",
    what: "join with a code from the dashboard",
    words: [1, 1],
    takes: [],
  },
  status: {
    usage: "status [--json]",
    what: "what the running agent is connected to and what it does",
    words: [0, 0],
    takes: ["json"],
  },
  printers: {
    usage: "printers [--search] [--json]",
    what: "its printers and how they are; --search looks for others",
    words: [0, 0],
    takes: ["json", "search"],
  },
  print: {
    usage: "print FILE [--printer ID]",
    what: "print a text, or a document as JSON, here and now; - reads from the input",
    words: [1, 1],
    takes: ["printer"],
  },
  doctor: {
    usage: "doctor [--json]",
    what: "check everything and say what to do",
    words: [0, 0],
    takes: ["json"],
  },
  service: {
    usage: "service install | uninstall | print-unit",
    what: "start with the machine; --platform linux|mac|windows",
    words: [1, 1],
    takes: ["platform", "root"],
  },
};

export function readWish(argv: readonly string[]): Wish {
  const { values, positionals } = parsed(argv);
  const [command = "run", ...words] = positionals;
  const shape = shapes[command];
  if (!shape) throw misuse(`there is no command ${command}`);
  if (values.help) return { command, words, options: values };
  const alien = (Object.keys(values) as (keyof Options)[]).find(
    (name) => !always.includes(name) && !shape.takes.includes(name),
  );
  if (alien) throw misuse(`${command} takes no --${alien}`);
  const [least, most] = shape.words;
  if (words.length < least || words.length > most) throw misuse(`wanted: ${shape.usage}`);
  return { command, words, options: values };
}

function parsed(argv: readonly string[]) {
  try {
    return parseArgs({ args: [...argv], options: known, allowPositionals: true });
  } catch (error) {
    throw misuse((error as Error).message.split(". ")[0] ?? "wrong arguments");
  }
}

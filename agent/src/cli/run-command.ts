/** One command to its exit code. What only one of them needs is loaded with it: the agent itself must stay small. */
import { readFileSync } from "node:fs";
import { readWish, type Wish } from "./arguments.ts";
import { CommandFailed, explain, exitCodes, sayFailure, type ExitCode } from "./command-failed.ts";
import { HELP } from "./help.ts";
import { NODE_LEAST, nodeMajor } from "./node-least.ts";
import { loadSettings } from "./settings.ts";

export async function runCommand(argv: readonly string[]): Promise<ExitCode | undefined> {
  try {
    requireNode();
    const wish = readWish(argv);
    if (wish.options.help) return say(HELP);
    if (wish.options.version) return say(`${version()}\n`);
    loadSettings(wish.options.config);
    return await obey(wish);
  } catch (error) {
    const failed = explain(error, process.env["PM_DATA_DIR"]);
    sayFailure(failed);
    return failed.exitCode;
  }
}

async function obey({ command, words, options }: Wish): Promise<ExitCode | undefined> {
  const [word = ""] = words;
  const { json = false } = options;
  // Key and spool are nobody else's.
  if (command === "run" || command === "pair") process.umask(0o077);
  switch (command) {
    case "pair":
      return (await import("../pair.ts")).pair(word);
    case "status":
      return done((await import("./status.ts")).status(json));
    case "printers":
      return done((await import("./printers.ts")).printers(options.search ?? false, json));
    case "print":
      return done((await import("./print-file.ts")).printFile(word, options.printer));
    case "doctor":
      return (await import("../doctor/doctor.ts")).doctor(json);
    case "service":
      return done((await import("../service/service.ts")).service(word, options));
    default:
      // oxlint-disable-next-line no-restricted-imports -- this is its command
      await import("../main.ts");
      return undefined;
  }
}

async function done(work: Promise<void>): Promise<ExitCode> {
  await work;
  return exitCodes.worked;
}

function say(text: string): ExitCode {
  process.stdout.write(text);
  return exitCodes.worked;
}

function version(): string {
  const file = readFileSync(new URL("../../package.json", import.meta.url), "utf8");
  return (JSON.parse(file) as { version: string }).version;
}

function requireNode(): void {
  const { node } = process.versions;
  if (nodeMajor() >= NODE_LEAST) return;
  const advice = `install Node ${NODE_LEAST} or later`;
  throw new CommandFailed("old-node", `Node ${node} is too old`, advice, exitCodes.misused);
}

// `npm start`: the whole product on one machine, until Ctrl-C.
import { resolve } from "node:path";
import { type Arguments, BadArguments, readArguments, USAGE } from "./cli/arguments.ts";
import { portOwner } from "./cli/port-owner.ts";
import { type Say, stateLine, stopwatch, summary } from "./cli/report.ts";
import { type Stack, startStack } from "./stack.ts";
import { killRecorded } from "./supervisor/recorded.ts";
import { type StateChange } from "./supervisor/spec.ts";

// One Ctrl-C may arrive twice, from the terminal and handed on by npm.
const SAME_PRESS_MS = 1_000;

try {
  const given = readArguments(process.argv.slice(2));
  if (given === "help") console.log(USAGE);
  else await run({ ...given, dataDir: resolve(given.dataDir) });
} catch (error) {
  console.error((error as Error).message);
  if (error instanceof BadArguments) console.error(`\n${USAGE}`);
  process.exit(error instanceof BadArguments ? 2 : 1);
}

async function run(args: Arguments): Promise<void> {
  const say = stopwatch(console.log);
  const ending = new AbortController();
  onRequestToEnd(say, ending, args.dataDir);
  let stack: Stack;
  try {
    stack = await bringUp(args, say, ending.signal);
  } catch (error) {
    if (!ending.signal.aborted) throw error;
    return farewell(say);
  }
  tellPort(args.port, stack.url, say);
  say(`ready${summary(stack, args.dataDir)}`);
  if (!ending.signal.aborted)
    await new Promise((end) => ending.signal.addEventListener("abort", end));
  await stack.stop();
  farewell(say);
}

function bringUp(args: Arguments, say: Say, signal: AbortSignal): Promise<Stack> {
  const onState = (change: StateChange): void => say(stateLine(change));
  return startStack({ ...args, ports: { http: args.port }, signal, onState });
}

function onRequestToEnd(say: Say, ending: AbortController, dataDir: string): void {
  let asked = 0;
  const request = (why: string): void => {
    const now = performance.now();
    if (asked === 0) {
      asked = now;
      say(`${why}: ending everything`);
      ending.abort();
    } else if (now - asked > SAME_PRESS_MS) {
      killRecorded(dataDir);
      process.exit(130);
    }
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => request(signal));
  // The script that started us has gone; nobody else would end us.
  process.on("disconnect", () => request("npm is gone"));
}

function farewell(say: Say): never {
  say("everything has ended");
  process.exit(0);
}

function tellPort(wanted: number, url: string, say: Say): void {
  const port = Number(new URL(url).port);
  if (wanted === 0 || port === wanted) return;
  const owner = portOwner(wanted);
  say(`port ${wanted} is taken${owner ? ` by ${owner}` : ""}, using ${port}`);
}

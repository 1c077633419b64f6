// `npm run bench`: how fast, beside what it costs at least, on this machine and in this run.
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { type Arguments, BadArguments, readArguments, USAGE } from "./arguments.ts";
import { thisMachine } from "./machine.ts";
import { type Results, resultsOf } from "./results.ts";
import { type Round, runRound, warmUp } from "./rounds.ts";
import { openScene, type Scene } from "./scene.ts";
import { tableOf } from "./table.ts";

const resultsFolder = join(dirname(import.meta.dirname), "results");

const ending = new AbortController();
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP", "disconnect"])
  process.on(signal, () => ending.abort());
// Hearing of its end must not keep us alive.
process.channel?.unref();

try {
  const args = readArguments(process.argv.slice(2));
  if (args === "help") console.log(USAGE);
  else await bench(args, ending.signal);
} catch (error) {
  if (ending.signal.aborted) process.exit(130);
  console.error(error instanceof BadArguments ? `${error.message}\n\n${USAGE}` : error);
  process.exit(error instanceof BadArguments ? 2 : 1);
}

async function bench(args: Arguments, signal: AbortSignal): Promise<void> {
  const started = performance.now();
  const say = (line: string): void =>
    console.error(`${((performance.now() - started) / 1000).toFixed(1).padStart(6)} s  ${line}`);
  const circumstances = {
    at: new Date().toISOString(),
    machine: await thisMachine(),
    settings: args,
  };
  say("starting the floors and the stack");
  const scene = await openScene(resultsFolder, signal);
  const rounds = await measure(scene, args, signal, say).finally(scene.close);
  const results = resultsOf(rounds, circumstances);
  const file = await write(results, args.json);
  console.log(`\n${tableOf(results)}\n`);
  say(`everything is in ${file}`);
}

async function measure(
  scene: Scene,
  args: Arguments,
  signal: AbortSignal,
  say: (line: string) => void,
): Promise<Round[]> {
  // What is in flight fails at once then, and the round with it.
  signal.addEventListener("abort", () => scene.client.close());
  say("warming up");
  await warmUp(scene, args);
  const rounds: Round[] = [];
  while (rounds.length < args.rounds) {
    signal.throwIfAborted();
    const round = await runRound(scene, args);
    rounds.push(round);
    const { told } = round.ours;
    say(`round ${rounds.length} of ${args.rounds}: told after ${told.p50.toFixed(2)} ms`);
  }
  return rounds;
}

async function write(results: Results, json: string | undefined): Promise<string> {
  const file = json === undefined ? join(resultsFolder, "latest.json") : resolve(json);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, JSON.stringify(results, undefined, 2) + "\n");
  return file;
}

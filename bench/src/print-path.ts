/** `npm run bench`: how fast a print is, beside what it costs at least, on this machine and in this run. */
import type { Arguments } from "./arguments.ts";
import type { Bench } from "./bench.ts";
import { thisMachine } from "./machine.ts";
import { writeResults } from "./result-file.ts";
import { resultsOf } from "./results.ts";
import { type Round, runRound, warmUp } from "./rounds.ts";
import { openScene, type Scene } from "./scene.ts";
import { tableOf } from "./table.ts";

export async function benchPrints(bench: Bench, args: Arguments): Promise<void> {
  const { folder, signal, say } = bench;
  const circumstances = {
    at: new Date().toISOString(),
    machine: await thisMachine(),
    settings: args,
  };
  say("starting the floors and the stack");
  const scene = await openScene(folder, signal);
  const rounds = await measure(scene, args, bench).finally(scene.close);
  const results = resultsOf(rounds, circumstances);
  const file = await writeResults(folder, "latest.json", results, args.json);
  console.log(`\n${tableOf(results)}\n`);
  say(`everything is in ${file}`);
}

async function measure(scene: Scene, args: Arguments, { signal, say }: Bench): Promise<Round[]> {
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

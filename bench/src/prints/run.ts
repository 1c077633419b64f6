/** `npm run bench`: how fast a print is, beside what it costs at least and what others take, on this machine and in this run. */
import type { PrintsSettings } from "../arguments.ts";
import type { Bench } from "../bench.ts";
import { thisMachine } from "../machine.ts";
import { writeResults } from "../result-file.ts";
import { resultsOf } from "./results.ts";
import { type Round, runRound, warmUp } from "./rounds.ts";
import { openScene, type Scene } from "./scene.ts";
import { tableOf } from "./table.ts";

export const PRINTS_FILE = "prints.json";

export async function benchPrints(
  bench: Bench,
  settings: PrintsSettings,
  json?: string,
): Promise<void> {
  const { folder, say } = bench;
  const circumstances = { at: new Date().toISOString(), machine: await thisMachine(), settings };
  say("starting the floors, the stack and the peers");
  const scene = await openScene(bench, settings.peers);
  const rounds = await measure(scene, settings, bench).finally(scene.close);
  const results = resultsOf(rounds, circumstances);
  console.log(`\n${tableOf(results)}\n`);
  say(`everything is in ${await writeResults(folder, PRINTS_FILE, results, json)}`);
}

async function measure(
  scene: Scene,
  settings: PrintsSettings,
  { signal, say }: Bench,
): Promise<Round[]> {
  // What is in flight fails at once then, and the round with it.
  signal.addEventListener("abort", () => scene.client.close());
  say("warming up");
  await warmUp(scene, settings);
  const rounds: Round[] = [];
  while (rounds.length < settings.rounds) {
    signal.throwIfAborted();
    const round = await runRound(scene, settings);
    rounds.push(round);
    const told = round.ours.told.p50.toFixed(2);
    say(`round ${rounds.length} of ${settings.rounds}: told after ${told} ms`);
  }
  return rounds;
}

/** `npm run bench -- --paper`: what it costs to compose a receipt, to draw a line and a picture, beside the bare libraries. */
import { mkdir } from "node:fs/promises";
import type { Bench } from "../bench.ts";
import { thisMachine } from "../machine.ts";
import { verdictOf } from "../page/targets.ts";
import { writeResults } from "../result-file.ts";
import { PAPER_FILE, paperOf, paperTargets, type Paper } from "./results.ts";
import { oneRound, SCRIPTS, type Round } from "./round.ts";

const ROUNDS = 7;
const TIMES = 120;

export async function benchPaper({ folder, signal, say }: Bench, json?: string): Promise<void> {
  const circumstances = { at: new Date().toISOString(), machine: await thisMachine() };
  await mkdir(folder, { recursive: true });
  const rounds: Round[] = [];
  for (let nth = 0; nth <= ROUNDS; nth++) {
    signal.throwIfAborted();
    const round = await oneRound(TIMES);
    // The first one warms the code up.
    if (nth > 0) rounds.push(round);
    say(`round ${nth} of ${ROUNDS}`);
  }
  const paper = paperOf(rounds, circumstances);
  console.log(`\n${paperTable(paper)}\n`);
  say(`everything is in ${await writeResults(folder, PAPER_FILE, paper, json)}`);
}

function paperTable(paper: Paper): string {
  const { medians, ratios } = paper;
  return [
    ...paperTargets(paper).map((target) =>
      row(target.what, target.is, `at most ${target.most}: ${verdictOf(target)}`),
    ),
    row(
      "the same receipt by node-thermal-printer in a plain loop",
      medians.loop,
      `ours ${ratios.loop.toFixed(2)} x`,
    ),
    row("the same receipt to JSON and back", medians.json, `ours ${ratios.json.toFixed(2)} x`),
    row("a line drawn by the bare canvas", medians.bareLine, `ours ${ratios.line.toFixed(2)} x`),
    ...SCRIPTS.map((script) => row(`  a line: ${script}`, medians.lines[script])),
  ].join("\n");
}

const row = (label: string, ms: number, told = ""): string =>
  `${label.padEnd(86)} ${ms.toFixed(3).padStart(8)}   ${told}`.trimEnd();

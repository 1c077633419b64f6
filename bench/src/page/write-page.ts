/** docs/performance.md, from the results of the benches: no figure on it was typed by hand. */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Bench } from "../bench.ts";
import type { Machine } from "../machine.ts";
import type { Results } from "../prints/results.ts";
import { PAPER_FILE, paperTargets, type Paper } from "../paper/results.ts";
import { PRINTS_FILE } from "../prints/run.ts";
import { SCALE_FILE, type Scale } from "../scale/run.ts";
import { SHAPES_FILE, type Shapes } from "../shapes/run.ts";
import { row, table } from "./markdown.ts";
import { paperSection } from "./page-of-paper.ts";
import { scaleSection, shapeSection } from "./page-of-more.ts";
import { printSections } from "./page-of-prints.ts";
import { targetsOf, verdictOf, type Target } from "./targets.ts";

const page = join(import.meta.dirname, "../../../docs/performance.md");

export async function writePage({ folder, say }: Bench): Promise<void> {
  const read = (name: string): unknown => {
    const file = join(folder, name);
    return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : undefined;
  };
  const prints = read(PRINTS_FILE) as Results | undefined;
  if (!prints) throw new Error("there are no results yet: npm run bench");
  const shapes = read(SHAPES_FILE) as Shapes | undefined;
  const scale = read(SCALE_FILE) as Scale | undefined;
  const paper = read(PAPER_FILE) as Paper | undefined;
  writeFileSync(page, pageOf(prints, shapes, scale, paper));
  say(`written: ${page}`);
}

export const pageOf = (
  prints: Results,
  shapes: Shapes | undefined,
  scale: Scale | undefined,
  paper?: Paper,
): string =>
  [
    "# How fast it is",
    "Written by `npm run bench -- --page` from the results of `npm run bench`; the figures are not typed by hand. Everything was measured in one run on one machine, in turns: ratios travel, milliseconds do not.",
    circumstances(prints),
    verdicts([...targetsOf(prints, shapes), ...(paper ? paperTargets(paper) : [])]),
    ...printSections(prints),
    ...(shapes ? [shapeSection(shapes)] : []),
    ...(scale ? [scaleSection(scale)] : []),
    ...(paper ? [paperSection(paper)] : []),
  ].join("\n\n") + "\n";

const machineText = ({ cpu, cores, memoryGb, system, node, natsServer }: Machine): string =>
  `${cpu}, ${cores} cores, ${memoryGb} GB, ${system}, Node ${node}, nats-server ${natsServer}`;

const circumstances = ({ at, machine, settings }: Results): string =>
  `${at.slice(0, 10)}, ${machineText(machine)}. Medians of ${settings.rounds} interleaved rounds. Everything that is measured, and whoever measures, shares these cores.`;

function verdicts(targets: readonly Target[]): string {
  const rows = targets.map((target) => {
    const { what, most, least, is } = target;
    const bound = most === undefined ? `at least ${least}` : `at most ${most}`;
    return row(what, bound, is.toFixed(2), verdictOf(target));
  });
  return `## Targets\n\n${table(["what", "target", "is", ""], rows)}`;
}

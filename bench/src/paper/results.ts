import type { Machine } from "../machine.ts";
import type { Target } from "../page/targets.ts";
import { median, perName } from "../statistics.ts";
import { SCRIPTS, type Round } from "./round.ts";

export const PAPER_FILE = "paper.json";

export interface Paper {
  readonly at: string;
  readonly machine: Machine;
  /** Of all rounds. */
  readonly medians: Round;
  /** Ours to its baseline, within each round. */
  readonly ratios: { readonly loop: number; readonly json: number; readonly line: number };
  readonly rounds: readonly Round[];
}

export function paperOf(
  rounds: readonly Round[],
  circumstances: Pick<Paper, "at" | "machine">,
): Paper {
  const of = (figure: (round: Round) => number): number => median(rounds.map(figure));
  return {
    ...circumstances,
    medians: {
      composed: of(({ composed }) => composed),
      loop: of(({ loop }) => loop),
      json: of(({ json }) => json),
      svg: of(({ svg }) => svg),
      png: of(({ png }) => png),
      lines: perName(SCRIPTS, (script) => of(({ lines }) => lines[script])),
      bareLine: of(({ bareLine }) => bareLine),
    },
    ratios: {
      loop: of(({ composed, loop }) => composed / loop),
      json: of(({ composed, json }) => composed / json),
      line: of((round) => slowestLine(round) / round.bareLine),
    },
    rounds,
  };
}

/** In milliseconds, as they were promised. */
export const paperTargets = ({ medians }: Paper): Target[] => [
  {
    what: "a receipt in the printer's own letters composed, p50 in ms",
    most: 1,
    is: medians.composed,
  },
  {
    what: "a line that has to be drawn, after the first of its script, slowest script, p50 in ms",
    most: 15,
    is: slowestLine(medians),
  },
  { what: "a receipt's bytes as a picture, SVG, p50 in ms", most: 5, is: medians.svg },
  { what: "that picture as PNG, p50 in ms", most: 5, is: medians.png },
];

const slowestLine = ({ lines }: Round): number => Math.max(...Object.values(lines));

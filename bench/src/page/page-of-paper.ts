/** The part of the page about bytes and pictures. */
import type { Paper } from "../paper/results.ts";
import { SCRIPTS } from "../paper/round.ts";
import { row, table, times } from "./markdown.ts";

export function paperSection({ medians, ratios }: Paper): string {
  const baselines = table(
    ["", "ours, ms", "bare, ms", "ours to bare"],
    [
      row(
        "a receipt by node-thermal-printer in a plain loop",
        ms(medians.composed),
        ms(medians.loop),
        times(ratios.loop),
      ),
      row("a receipt to JSON and back", ms(medians.composed), ms(medians.json), times(ratios.json)),
      row(
        "a drawn line, slowest script, by the bare canvas",
        ms(Math.max(...Object.values(medians.lines))),
        ms(medians.bareLine),
        times(ratios.line),
      ),
    ],
  );
  const lines = SCRIPTS.map((script) => `${script} ${ms(medians.lines[script])}`).join(", ");
  return [
    "## Bytes and pictures, p50 in one process",
    baselines,
    `A line by script, in ms: ${lines}. A receipt's picture: SVG ${ms(medians.svg)}, PNG ${ms(medians.png)}.`,
  ].join("\n\n");
}

const ms = (value: number): string => value.toFixed(3);

/** One line as a block. `fill` puts the values in. */
import { readDirective, type State } from "./directives.ts";
import type { Draft } from "./draft.ts";

export type Fill = (text: string) => string;

const ALIGNMENTS = { "<": "left", "^": "center", ">": "right" } as const;
type AlignMark = keyof typeof ALIGNMENTS;

const HEADINGS = { "#": { size: 2 }, "##": {} } as const;
const WEIGHTS = {
  "": {},
  "!": { bold: true },
  "!!": { bold: true, size: 2 },
  "!!!": { bold: true, size: 2, invert: true },
} as const;

export function readLine(line: string, fill: Fill, state: State): Draft | undefined {
  if (line.startsWith("//")) return undefined;
  if (line.startsWith("\\")) return { type: "text", text: fill(unescaped(line.slice(1))) };
  if (line.startsWith("@")) return readDirective(line, fill, state);
  if (/^-{3,}\s*$/.test(line)) return { type: "rule" };
  if (/^={3,}\s*$/.test(line)) return { type: "rule", style: "double" };
  const [, heading, title] = /^(##?) +(.*)$/.exec(line) ?? [];
  if (heading !== undefined && title !== undefined)
    return {
      type: "text",
      text: fill(unescaped(title)),
      align: "center",
      bold: true,
      ...HEADINGS[heading as keyof typeof HEADINGS],
    };
  return readWords(line, fill, state);
}

function readWords(line: string, fill: Fill, state: State): Draft {
  const marked = /^([<^>]?)(!{0,3}) +(.*)$/.exec(line);
  const [, sign, weight, rest] = marked?.[1] || marked?.[2] ? marked : ["", "", "", line];
  const style = WEIGHTS[weight as keyof typeof WEIGHTS];
  const align = sign ? { align: ALIGNMENTS[sign as AlignMark] } : {};
  const cells = (rest ?? "").split(/(?<!\\)\|/);
  if (cells.length === 1)
    return { type: "text", text: fill(unescaped(rest ?? "")), ...align, ...style };
  const { bold, size }: { bold?: boolean; size?: number } = style;
  return {
    type: "columns",
    cells: cells.map((cell, index) => ({
      width: widthOf(index, cells.length, state.widths),
      ...(index === 0 ? align : {}),
      ...cellOf(cell, index > 0 && index === cells.length - 1, fill),
    })),
    ...(bold ? { bold } : {}),
    ...(size ? { size } : {}),
  };
}

/** The last one holds the price and stands at the right, unless it says otherwise. */
function cellOf(cell: string, last: boolean, fill: Fill) {
  const [, sign, rest] = /^\s*([<^>]) +(.*)$/.exec(cell) ?? [];
  const text = fill(unescaped((rest ?? cell).trim()));
  if (sign !== undefined) return { text, align: ALIGNMENTS[sign as AlignMark] };
  return last ? { text, align: "right" as const } : { text };
}

/** Three quarters for the first of two; else each the same, until `@widths` says otherwise. */
function widthOf(index: number, count: number, widths: readonly number[] | undefined): number {
  return widths?.[index] ?? (count === 2 && index === 0 ? 3 : 1);
}

const unescaped = (text: string): string => text.replace(/\\([|\\])/g, "$1");

// Column arithmetic on printable text, in which every character is one column wide.
import type { Align } from "./display-list.ts";

export function wrap(text: string, columns: number): string[] {
  return text.split("\n").flatMap((line) => wrapLine(line, columns));
}

export type Cell = { text: string; share: number; align: Align };

/** Cells side by side with one column between them; a text too long for its cell goes on in the next row. */
export function layOut(cells: readonly Cell[], columns: number): string[] {
  const widths = shareOut(
    cells.map((cell) => cell.share),
    columns - (cells.length - 1),
  );
  const wrapped = cells.map((cell, index) => wrap(cell.text, widths[index] ?? 1));
  const height = Math.max(...wrapped.map((rows) => rows.length));
  return Array.from({ length: height }, (_, row) =>
    cells
      .map((cell, index) => pad(wrapped[index]?.[row] ?? "", widths[index] ?? 1, cell.align))
      .join(" ")
      .trimEnd(),
  );
}

/** Whole columns by share, at least one each; what rounding leaves over goes to the largest fractions. */
export function shareOut(shares: readonly number[], columns: number): number[] {
  const total = shares.reduce((sum, share) => sum + share, 0);
  const spare = columns - shares.length;
  const exact = shares.map((share) => (share / total) * spare);
  const widths = exact.map((width) => 1 + Math.floor(width));
  const byFraction = exact
    .map((width, index) => ({ index, fraction: width - Math.floor(width) }))
    .sort((a, b) => b.fraction - a.fraction);
  const left = columns - widths.reduce((sum, width) => sum + width, 0);
  for (const { index } of byFraction.slice(0, left)) widths[index]! += 1;
  return widths;
}

function wrapLine(line: string, columns: number): string[] {
  if (line.length <= columns) return [line];
  const rows: string[] = [];
  let rest = line.replace(/ +$/, "");
  while (rest.length > columns) {
    const space = rest.lastIndexOf(" ", columns);
    const wordsBefore = space > 0 && /[^ ]/.test(rest.slice(0, space));
    const end = wordsBefore ? space : columns;
    rows.push(rest.slice(0, end).replace(/ +$/, ""));
    rest = rest.slice(end).replace(/^ +/, "");
  }
  return [...rows, rest];
}

function pad(text: string, width: number, align: Align): string {
  const room = Math.max(0, width - text.length);
  const before = align === "left" ? 0 : align === "right" ? room : Math.floor(room / 2);
  return " ".repeat(before) + text + " ".repeat(room - before);
}

/** Lines as bitmaps of the paper's width, wrapped by what they measure. */
import { setImmediate as nextTurn } from "node:timers/promises";
import type { Align } from "../display-list.ts";
import type { Bitmap } from "./bitmap.ts";
import { breakLine } from "./break-lines.ts";
import { isRightToLeft, openEasel, type Ink, type Words } from "./easel.ts";

/** Without `align`, it stands where its script begins. */
export type Cell = {
  readonly text: string;
  readonly left: number;
  readonly width: number;
  readonly align?: Align | undefined;
};

/** Whoever has other things to do gets a turn after so many rows: each may take milliseconds. */
const ROWS_A_TURN = 8;

export async function* paintLine(text: string, align: Align | undefined, ink: Ink, dots: number) {
  yield* paintCells([{ text, left: 0, width: dots, align }], ink, dots);
}

/** Cells side by side; one that is too long for its width goes on in the next row. */
export async function* paintCells(
  cells: readonly Cell[],
  ink: Ink,
  dots: number,
): AsyncGenerator<Bitmap> {
  const easel = await openEasel();
  const wrapped = cells.map((cell) => {
    const rightToLeft = isRightToLeft(cell.text);
    const align = cell.align ?? (rightToLeft ? "right" : "left");
    const spelled = easel.spelled(cell.text);
    const font = easel.fontFor(spelled, ink);
    const measure = (text: string) => easel.measure(text, font);
    const texts = spelled.split("\n").flatMap((line) => breakLine(line, cell.width, measure));
    return texts.map((text): Words => ({ ...cell, align, rightToLeft, font, text }));
  });
  const rows = Math.max(...wrapped.map(({ length }) => length));
  for (let row = 0; row < rows; row++) {
    if (row % ROWS_A_TURN === ROWS_A_TURN - 1) await nextTurn();
    yield easel.draw(
      wrapped.flatMap((words) => words[row] ?? []),
      ink,
      dots,
    );
  }
}

/** From right to left, the first column is the one at the right, and what was flush right is flush left. */
export function mirrored(cells: readonly Cell[], dots: number): Cell[] {
  return cells.map((cell) => ({
    ...cell,
    left: dots - cell.left - cell.width,
    align: cell.align === "center" ? "center" : cell.align === "right" ? "left" : "right",
  }));
}

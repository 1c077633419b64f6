/** Text and columns: in the printer's own letters where its code page holds the line, drawn where it does not. */
import type { Block, PrinterProfile } from "@printermaster/contracts";
import { heldByAny, legible, pageFor, pagesOf } from "../code-pages.ts";
import { layOut, shareOut, wrap } from "../layout.ts";
import { isRightToLeft, type Ink } from "../raster/easel.ts";
import { mirrored, paintCells, paintLine, type Cell } from "../raster/paint-lines.ts";
import type { Composer, LineStyle } from "../thermal-composer.ts";
import { Unprintable } from "../unprintable.ts";
import { DOTS_PER_COLUMN } from "../display-list.ts";
import { dotsOf } from "./paper-width.ts";

type Text = Extract<Block, { type: "text" }>;
type Columns = Extract<Block, { type: "columns" }>;

export async function composeText(
  block: Text,
  composer: Composer,
  profile: PrinterProfile,
): Promise<void> {
  const { align, bold = false, underline = false, invert = false, size = 1 } = block;
  const ink = { bold, underline, invert, size };
  const style: LineStyle = { ...ink, align: align ?? "left" };
  for (const line of legible(block.text).split("\n")) {
    const plain = inCodePage(line, profile);
    if (plain === undefined)
      for await (const row of paintLine(line, align, ink, dotsOf(profile))) composer.raster(row);
    else
      for (const row of wrap(plain, Math.floor(profile.columns / size))) composer.line(row, style);
  }
}

export async function composeColumns(
  block: Columns,
  composer: Composer,
  profile: PrinterProfile,
): Promise<void> {
  const { bold = false, size = 1 } = block;
  const columns = Math.floor(profile.columns / size);
  const cells = block.cells.map(({ text, width = 1, align }) => {
    const words = legible(text);
    return { text: words, plain: inCodePage(words, profile), share: width, align };
  });
  const lines = linesOf(cells, columns, profile);
  if (lines !== undefined) {
    for (const line of lines) composer.line(line, { bold, size });
    return;
  }
  const ink: Ink = { bold, size, underline: false, invert: false };
  const boxes = boxesOf(cells, columns, DOTS_PER_COLUMN * size);
  const direction = isRightToLeft(cells.map(({ text }) => text).join(" "));
  const dots = dotsOf(profile);
  for await (const row of paintCells(direction ? mirrored(boxes, dots) : boxes, ink, dots))
    composer.raster(row);
}

type Plain = { plain: string | undefined; share: number; align: Cell["align"] };

/** Undefined where a line is to be drawn: also where its cells have letters of two code pages. */
function linesOf(
  cells: readonly Plain[],
  columns: number,
  profile: PrinterProfile,
): string[] | undefined {
  if (cells.some(({ plain }) => plain === undefined)) return undefined;
  const lines = layOut(
    cells.map(({ plain = "", share, align }) => ({ text: plain, share, align: align ?? "left" })),
    columns,
  );
  const pages = pagesOf(profile);
  return lines.every((line) => pageFor(line, pages)) ? lines : undefined;
}

/** Undefined when the line is to be drawn. Lines of a cell are judged together, and so are the cells of a row. */
function inCodePage(text: string, profile: PrinterProfile): string | undefined {
  const { codePage, raster } = profile;
  if (raster === "always") return text.trim() === "" ? text : undefined;
  const pages = pagesOf(profile);
  const lines = text.split("\n").map((line) => heldByAny(line, pages));
  if (!lines.includes(undefined)) return lines.join("\n");
  if (raster === "never")
    throw new Unprintable(
      `${codePage} lacks a letter of "${text.slice(0, 60)}", and this printer draws no text`,
    );
  return undefined;
}

type Share = { readonly text: string; readonly share: number; readonly align: Cell["align"] };

function boxesOf(cells: readonly Share[], columns: number, dotsPerColumn: number): Cell[] {
  const widths = shareOut(
    cells.map(({ share }) => share),
    columns - (cells.length - 1),
  );
  let column = 0;
  return cells.map(({ text, align }, index) => {
    const left = column * dotsPerColumn;
    const width = widths[index] ?? 1;
    column += width + 1;
    return { text, align, left, width: width * dotsPerColumn };
  });
}

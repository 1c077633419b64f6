// Images: rows, columns within a line, and graphics that are stored first and printed then.
import { args, at, countedLong, digit, headed, word } from "./arguments.ts";
import type { Bytes } from "./arguments.ts";
import { columnsOf, rasterOf } from "./bitmap.ts";
import type { Bitmap } from "./bitmap.ts";
import { command, ESC, FS, GS } from "./command.ts";
import type { Command } from "./command.ts";
import type { Paper } from "../paper.ts";

export const IMAGE_COMMANDS: readonly Command[] = [
  command(
    GS,
    "v",
    "raster image",
    headed(8, (seen) => word(seen, 4) * word(seen, 6)),
    (paper, bytes) => {
      const mode = digit(bytes, 3);
      const [width, height] = [word(bytes, 4) * 8, word(bytes, 6)];
      const [scaleX, scaleY] = [mode & 1 ? 2 : 1, mode & 2 ? 2 : 1];
      image(paper, rasterOf(bytes.slice(8), width, height, scaleX, scaleY));
    },
  ),
  command(
    ESC,
    "*",
    "column image",
    headed(5, (seen) => word(seen, 3) * (at(seen, 2) < 32 ? 1 : 3)),
    columnImage,
  ),
  command(GS, "8", "graphics", countedLong, (paper, bytes) => graphics(paper, bytes, 7)),
  command(
    GS,
    "*",
    "image of one's own",
    headed(4, (seen) => at(seen, 2) * at(seen, 3) * 8),
  ),
  command(GS, "/", "image of one's own", args(1)),
  command(FS, "p", "image in the printer's memory", args(2)),
  command(FS, "q", "images for the printer's memory", memoryImages),
  command(
    GS,
    "Q",
    "image of the older kind",
    headed(8, (seen) => word(seen, 4) * word(seen, 6)),
  ),
  command(
    GS,
    "D",
    "image file",
    headed(4, () => 0),
  ),
];

function image(paper: Paper, bitmap: Bitmap | undefined): void {
  if (bitmap !== undefined) paper.draw({ kind: "image", ...paper.place, bitmap });
}

/** The single densities have dots of double width; those of eight rows are three times as high as wide. */
function columnImage(paper: Paper, bytes: Bytes): void {
  const mode = at(bytes, 2);
  const high = mode >= 32;
  const scaleX = mode === 0 || mode === 32 ? 2 : 1;
  const height = high ? 24 : 8;
  const bitmap = columnsOf(bytes.slice(5), word(bytes, 3), height, scaleX, high ? 1 : 3);
  if (bitmap !== undefined) paper.strip(bitmap);
}

/** `GS ( L` and `GS 8 L`, which differ in where `m fn` stand. */
export function graphics(paper: Paper, bytes: Bytes, head: number): void {
  if (at(bytes, 2) !== 0x4c) return paper.unknown(bytes, "graphics");
  switch (at(bytes, head + 1)) {
    case 0x70:
    case 0x71:
      return storeGraphics(paper, bytes, head);
    case 0x02:
    case 0x32:
      image(paper, paper.graphics);
      paper.graphics = undefined;
      return;
    // Density of the reference dots.
    case 0x01:
    case 0x31:
      return;
    default:
      return paper.unknown(bytes, "graphics");
  }
}

/** `a bx by c xL xH yL yH`, then the dots; in rows by function 112, in columns by 113. */
function storeGraphics(paper: Paper, bytes: Bytes, head: number): void {
  const [scaleX, scaleY] = [at(bytes, head + 3), at(bytes, head + 4)];
  const [width, height] = [word(bytes, head + 6), word(bytes, head + 8)];
  const dots = bytes.slice(head + 10);
  if (dots.length < Math.ceil(width / 8) * height) return paper.unknown(bytes, "graphics");
  const read = at(bytes, head + 1) === 0x70 ? rasterOf : columnsOf;
  paper.graphics = read(dots, width, height, scaleX === 2 ? 2 : 1, scaleY === 2 ? 2 : 1);
}

/** `FS q n`, then for each image its size in bytes of eight dots and the dots. */
function memoryImages(seen: Bytes): number | undefined {
  let end = 3;
  for (let image = 0; image < at(seen, 2); image++) {
    if (seen.length < end + 4) return undefined;
    end += 4 + word(seen, end) * word(seen, end + 2) * 8;
  }
  return seen.length < 3 ? undefined : end;
}

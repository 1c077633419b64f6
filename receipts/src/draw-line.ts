// One line of a ticket: letters in their cells, strips of images between them.
import { bitmapAsPng } from "./bitmap-png.ts";
import { CELLS, widthOf } from "./display-list.ts";
import type { Line, Run } from "./display-list.ts";
import { dotsOf } from "./escpos/bitmap.ts";
import type { Bitmap } from "./escpos/bitmap.ts";
import { escapeXml, indent, INK } from "./svg-parts.ts";
import type { Drawing } from "./svg-parts.ts";

const BASELINES = { A: 19, B: 13 };
const FONT_SIZES = { A: "", B: ' font-size="15"' };

export function drawLine(line: Line): Drawing {
  const { area, advance, upsideDown } = line;
  const left = indent(line.align, line.width, area);
  const heights = [
    ...line.runs.map(heightOf),
    ...line.strips.map(({ bitmap }) => dotsOf(bitmap).height),
  ];
  const tallest = Math.max(0, ...heights);
  const parts = [
    ...line.runs.map((run) => drawRun(run, left, tallest)),
    ...line.strips.map((strip) =>
      drawBitmap(strip.bitmap, left + strip.left, tallest - dotsOf(strip.bitmap).height),
    ),
  ].join("");
  const turned = `rotate(180 ${area.left + area.width / 2} ${tallest / 2})`;
  const svg = upsideDown && parts !== "" ? `<g transform="${turned}">${parts}</g>` : parts;
  return { svg, height: advance };
}

export function drawBitmap(bitmap: Bitmap, x: number, y: number): string {
  const { width, height } = dotsOf(bitmap);
  const png = bitmapAsPng(bitmap).toString("base64");
  return `<image x="${x}" y="${y}" width="${width}" height="${height}" preserveAspectRatio="none" href="data:image/png;base64,${png}"/>`;
}

function heightOf({ style }: Run): number {
  return CELLS[style.font].height * style.height;
}

/** Every letter has its own x, so that columns stand even in a font of another width; spaces are gaps, never letters. */
function drawRun(run: Run, left: number, tallest: number): string {
  const { font, bold, underline, invert, width, height } = run.style;
  const cell = CELLS[font];
  const [span, step] = [widthOf(run) / width, run.advance / width];
  const [x, y] = [left + run.left, tallest - heightOf(run)];
  const letters = Array.from(run.text);
  return (
    `<g transform="translate(${x} ${y})${width * height > 1 ? ` scale(${width} ${height})` : ""}" ` +
    `fill="${invert ? "#fff" : INK}"${bold ? ' font-weight="bold"' : ""}${FONT_SIZES[font]}>` +
    (invert ? `<rect width="${span}" height="${cell.height}" fill="${INK}"/>` : "") +
    wordsOf(letters)
      .map(({ from, word }) => {
        const xs = word.map((_, offset) => (from + offset) * step).join(" ");
        return `<text x="${xs}" y="${BASELINES[font]}">${escapeXml(word.join(""))}</text>`;
      })
      .join("") +
    (underline > 0
      ? `<rect y="${BASELINES[font] + 3}" width="${span}" height="${underline}"/>`
      : "") +
    "</g>"
  );
}

function wordsOf(letters: readonly string[]): { from: number; word: string[] }[] {
  const words: { from: number; word: string[] }[] = [];
  letters.forEach((letter, index) => {
    if (letter === " ") return;
    const last = words.at(-1);
    if (last !== undefined && last.from + last.word.length === index) last.word.push(letter);
    else words.push({ from: index, word: [letter] });
  });
  return words;
}

/** Where lines are drawn that the printer's own letters cannot make. Canvas and fonts are loaded by the first such line. */
import type { Canvas, SKRSContext2D } from "@napi-rs/canvas";
import type { Align } from "../display-list.ts";
import { bitmapOf, type Bitmap } from "./bitmap.ts";
import { FontCase, MONO_FAMILY } from "./fonts.ts";
import { loadCanvas } from "./load-canvas.ts";

export type Ink = {
  readonly bold: boolean;
  readonly underline: boolean;
  readonly invert: boolean;
  readonly size: number;
};
export type Words = {
  readonly text: string;
  readonly left: number;
  readonly width: number;
  readonly align: Align;
  readonly rightToLeft: boolean;
  readonly font: string;
};

export interface Easel {
  /** With the numbers of those characters that no font here has, so that a reader sees what is missing and where. */
  spelled(text: string): string;
  /** For a whole text: its parts are to look alike, and Japanese needs kana beside its ideographs to be known. */
  fontFor(text: string, ink: Ink): string;
  /** Dots that this text takes. */
  measure(text: string, font: string): number;
  draw(row: readonly Words[], ink: Ink, dots: number): Bitmap;
}

let easel: Promise<Easel> | undefined;
export const openEasel = (): Promise<Easel> => (easel ??= setUp());

const LETTERS = 20;
/** Marks above and below Thai and Arabic letters need more than the 24 dots of the printer's own. */
const ROW = 32;
const BASELINE = 23;
/** Half-tones become ink from here: strokes of one dot would fade on thermal paper. */
const DARK = 150;

async function setUp(): Promise<Easel> {
  const { createCanvas, GlobalFonts } = await loadCanvas();
  const fonts = new FontCase((file, family) => GlobalFonts.registerFromPath(file, family));
  const canvases = new Map<string, Canvas>();
  const canvas = (width: number, height: number) => {
    const key = `${width}x${height}`;
    const known = canvases.get(key) ?? createCanvas(width, height);
    canvases.set(key, known);
    return known;
  };
  const ruler = createCanvas(8, 8).getContext("2d");
  return {
    spelled(text) {
      const { missing } = fonts.familiesFor(text);
      return missing.reduce((spelled, char) => spelled.replaceAll(char, numberOf(char)), text);
    },
    fontFor: (text, ink) => fontFor(text, ink, fonts),
    measure(text, font) {
      if (ruler.font !== font) ruler.font = font;
      return ruler.measureText(text).width;
    },
    draw: (row, ink, dots) => drawRow(canvas(dots, ROW * ink.size), row, ink),
  };
}

function drawRow(canvas: Canvas, row: readonly Words[], ink: Ink): Bitmap {
  const context = canvas.getContext("2d");
  const { width, height } = canvas;
  context.fillStyle = "#fff";
  context.fillRect(0, 0, width, height);
  for (const words of row) drawWords(context, words, ink);
  const { data } = context.getImageData(0, 0, width, height);
  return bitmapOf(width, height, (x, y) => (data[(y * width + x) * 4] ?? 0) < DARK);
}

function drawWords(context: SKRSContext2D, words: Words, ink: Ink): void {
  const { text, width, align } = words;
  if (text === "") return;
  context.font = words.font;
  context.direction = words.rightToLeft ? "rtl" : "ltr";
  context.textAlign = "left";
  const span = Math.min(width, Math.ceil(context.measureText(text).width));
  const room = width - span;
  const left = words.left + (align === "left" ? 0 : align === "right" ? room : room >> 1);
  context.fillStyle = "#000";
  if (ink.invert) context.fillRect(left, 0, span, ROW * ink.size);
  if (ink.underline && !ink.invert)
    context.fillRect(left, (BASELINE + 4) * ink.size, span, 2 * ink.size);
  context.fillStyle = ink.invert ? "#fff" : "#000";
  context.fillText(text, left, BASELINE * ink.size, span);
}

function fontFor(text: string, { bold, size }: Ink, fonts: FontCase): string {
  const { families } = /^[\x20-\u02ff]*$/.test(text)
    ? { families: [MONO_FAMILY] }
    : fonts.familiesFor(text);
  return `${bold ? 700 : 500} ${LETTERS * size}px ${families.map((family) => `"${family}"`).join(", ")}`;
}

const numberOf = (char: string) =>
  `[U+${(char.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}]`;

const STRONG = /\p{L}/u;
const RIGHT_TO_LEFT = /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}]/u;

/** By its first letter, as paragraphs are (UAX #9, P2). */
export function isRightToLeft(text: string): boolean {
  const letter = STRONG.exec(text)?.[0];
  return letter !== undefined && RIGHT_TO_LEFT.test(letter);
}

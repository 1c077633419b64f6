// What a stream of ESC/POS leaves on the paper, in order. All measures are dots of the print head, eight to the millimetre.
import type { Bitmap } from "./escpos/bitmap.ts";
import type { Settings } from "./escpos/settings.ts";

export type Align = "left" | "center" | "right";
/** The part of the paper that is printed on. */
export type Area = { readonly left: number; readonly width: number };
export type Style = {
  readonly font: "A" | "B";
  readonly bold: boolean;
  /** Thickness of the line below. */
  readonly underline: 0 | 1 | 2;
  readonly invert: boolean;
  /** Multiples of the font's cell. */
  readonly width: number;
  readonly height: number;
};
/** `left` counts from the left of its line, `advance` from one character to the next. */
export type Run = { text: string; left: number; advance: number; style: Style };
/** A piece of an image that stands in a line as a letter does. */
export type Strip = { left: number; bitmap: Bitmap };
export type Correction = "L" | "M" | "Q" | "H";

type Placed = { align: Align; area: Area };
export type Line = Placed & {
  kind: "line";
  width: number;
  /** How far the paper moves on: the line spacing, or more where something is taller. */
  advance: number;
  upsideDown: boolean;
  runs: Run[];
  strips: Strip[];
};
export type Barcode = Placed & {
  kind: "barcode";
  symbology: string;
  data: string;
  moduleWidth: number;
  height: number;
  textAbove: boolean;
  textBelow: boolean;
};
/** Two-dimensional, but not a QR code. */
export type Matrix = Placed & {
  kind: "matrix";
  symbology: string;
  data: string;
  moduleWidth: number;
  moduleHeight: number;
};

/** Questions mark nothing. Real-time ones (`DLE EOT n`) are answered on arrival, the others when all before them is on the paper. */
export type Question = "real-time" | "sensors" | "identity" | "automatic" | "process-id";

export type Mark =
  | Line
  | Barcode
  | Matrix
  | (Placed & { kind: "image"; bitmap: Bitmap })
  | (Placed & { kind: "qr"; data: string; moduleSize: number; correction: Correction })
  | { kind: "feed"; dots: number }
  /** `kept`: how the printer stays set for what comes after it; absent where it is as after a reset. */
  | { kind: "cut"; partial: boolean; kept?: Settings }
  | { kind: "drawer"; pin: 2 | 5 }
  | { kind: "buzzer" }
  /** The printer forgot what it had been told about styles and the like. */
  | { kind: "reset" }
  | { kind: "status"; question: Question; n: number; id: string }
  /** `name` where the command is known and stepped over, but not drawn. */
  | { kind: "unknown"; hex: string; length: number; name?: string };

/** `bytes` are those that came since the item before: up to the last mark, the items together give back the stream. */
export type Item = Mark & { bytes: Uint8Array };
export type DisplayList = Item[];

export const DOTS_PER_MM = 8;
export const DOTS_PER_COLUMN = 12;
export const PLAIN: Style = {
  font: "A",
  bold: false,
  underline: 0,
  invert: false,
  width: 1,
  height: 1,
};
export const CELLS = {
  A: { width: DOTS_PER_COLUMN, height: 24 },
  B: { width: 9, height: 17 },
} as const;

/** One list for each ticket; a ticket ends with its cut, the last one perhaps without. */
export function tickets(list: DisplayList): DisplayList[] {
  const result: DisplayList[] = [];
  let open: DisplayList = [];
  for (const item of list) {
    open.push(item);
    if (item.kind !== "cut") continue;
    result.push(open);
    open = [];
  }
  return isBlank(open) ? result : [...result, open];
}

export function isBlank(list: DisplayList): boolean {
  return list.every(
    (item) =>
      item.kind === "feed" ||
      item.kind === "status" ||
      item.kind === "reset" ||
      (item.kind === "line" && item.runs.length === 0 && item.strips.length === 0),
  );
}

export function unknownIn(list: DisplayList): Extract<Item, { kind: "unknown" }>[] {
  return list.filter((item) => item.kind === "unknown");
}

export function textLines(list: DisplayList): string[] {
  return list.flatMap((item) => (item.kind === "line" ? [textOf(item.runs)] : []));
}

/** Gaps of tabs and positions become as many spaces. */
function textOf(runs: readonly Run[]): string {
  let text = "";
  let end = 0;
  for (const run of runs) {
    text += " ".repeat(Math.max(0, Math.round((run.left - end) / DOTS_PER_COLUMN))) + run.text;
    end = run.left + widthOf(run);
  }
  return text;
}

export function widthOf(run: Run): number {
  return Array.from(run.text).length * run.advance;
}

// What barcodes and two-dimensional symbols other than QR look like.
import bwip from "bwip-js/node";
import type { Barcode, Matrix } from "./display-list.ts";

export type Bars = { readonly widths: readonly number[]; readonly text: string };

/** Bar, space, bar and so on in modules, and the text for people; undefined where the data does not suit the symbology. */
export function barsOf({ symbology, data }: Barcode): Bars | undefined {
  const written = BY_SYMBOLOGY[symbology]?.(data) ?? data;
  const symbol = rawOf(symbology, written, data.startsWith("^") ? "raw" : "");
  if (symbol === undefined || !("sbs" in symbol)) return undefined;
  return { widths: symbol.sbs, text: textOf(symbology, data) };
}

export type Dots = {
  readonly columns: number;
  readonly rows: number;
  readonly isDark: (row: number, column: number) => boolean;
};

export function matrixDots({ symbology, data }: Matrix): Dots | undefined {
  const symbol = rawOf(symbology, data, "");
  if (symbol === undefined || !("pixs" in symbol) || symbol.pixx === undefined) return undefined;
  const { pixs, pixx } = symbol;
  return {
    columns: pixx,
    rows: pixs.length / pixx,
    isDark: (row, column) => pixs[row * pixx + column] === 1,
  };
}

const BY_SYMBOLOGY: Readonly<Record<string, (data: string) => string>> = {
  code39: (data) => data.replace(/^\*|\*$/g, ""),
  upce: (data) => (data.length === 6 ? `0${data}` : data),
};

function rawOf(symbology: string, data: string, options: string) {
  try {
    return bwip.raw(symbology, data, options)[0];
  } catch {
    return undefined;
  }
}

const START_C = 105;
const SWITCH = { 99: "C", 100: "B", 101: "A" } as const;

/** Of symbol values the letters that they stand for, without changes of code set. */
function textOf(symbology: string, data: string): string {
  if (symbology !== "code128" || !data.startsWith("^")) return data.replace(/^\*|\*$/g, "");
  let text = "";
  let set = "B";
  for (const value of data.split("^").slice(1).map(Number)) {
    const next = SWITCH[value as keyof typeof SWITCH];
    if (value === START_C || (value === 99 && set !== "C")) set = "C";
    else if (value > 100 || (next !== undefined && next !== set)) set = next ?? "B";
    else if (set === "C") text += String(value).padStart(2, "0");
    else if (value < 95) text += String.fromCharCode(value + 0x20);
  }
  return text;
}

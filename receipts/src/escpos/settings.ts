// What a printer remembers between commands.
import { PLAIN } from "../display-list.ts";
import type { Align, Correction, Style } from "../display-list.ts";
import type { Multibyte } from "./multibyte.ts";

export type Settings = {
  readonly codePage: number;
  readonly national: number;
  /** How pairs of bytes become one wide letter, where they do. */
  readonly multibyte: Multibyte | undefined;
  readonly multibyteNext: Multibyte;
  readonly style: Style;
  readonly align: Align;
  readonly upsideDown: boolean;
  readonly lineSpacing: number;
  readonly letterSpacing: number;
  readonly marginLeft: number;
  /** Absent: all that the margin leaves. */
  readonly areaWidth: number | undefined;
  /** Absent: every eight columns. */
  readonly tabs: readonly number[] | undefined;
  readonly qr: { readonly moduleSize: number; readonly correction: Correction };
  readonly matrix: { readonly moduleWidth: number; readonly moduleHeight: number };
  readonly barcode: {
    readonly moduleWidth: number;
    readonly height: number;
    readonly text: number;
  };
};

/** A sixth of an inch, also when `ESC 2` asks for it. */
export const LINE_SPACING = 30;

/** As after switching on and after `ESC @`. */
export const POWER_ON: Settings = {
  codePage: 0,
  national: 0,
  multibyte: undefined,
  multibyteNext: "gb18030",
  style: PLAIN,
  align: "left",
  upsideDown: false,
  lineSpacing: LINE_SPACING,
  letterSpacing: 0,
  marginLeft: 0,
  areaWidth: undefined,
  tabs: undefined,
  qr: { moduleSize: 3, correction: "L" },
  matrix: { moduleWidth: 3, moduleHeight: 3 },
  barcode: { moduleWidth: 3, height: 162, text: 0 },
};

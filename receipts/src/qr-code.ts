// How large a QR code of correction level M becomes, and how it looks.
import bwip from "bwip-js/node";
import type { Correction } from "./display-list.ts";

/** Bytes that versions 1 to 40 hold at level M (ISO/IEC 18004, table 7). */
const CAPACITY_M = [
  14, 26, 42, 62, 84, 106, 122, 152, 180, 213, 251, 287, 331, 362, 412, 450, 504, 560, 624, 666,
  711, 779, 857, 911, 997, 1059, 1125, 1190, 1264, 1370, 1452, 1538, 1628, 1722, 1809, 1911, 1989,
  2099, 2213, 2331,
];

/** Modules on a side, at most: a printer that packs digits tighter needs fewer. Far cheaper than drawing the symbol. */
export function modulesAtMost(byteLength: number): number {
  const version = CAPACITY_M.findIndex((capacity) => byteLength <= capacity) + 1;
  if (version === 0) throw new RangeError(`no QR code holds ${byteLength} bytes`);
  return 17 + 4 * version;
}

export type QrMatrix = {
  readonly modules: number;
  readonly isDark: (row: number, column: number) => boolean;
};

/** Comparing the eight masks takes three quarters of the time; on a screen, unlike on worn paper, each of them scans. */
export type MaskChoice = "best-mask" | "first-mask";

/** Undefined when no symbol of this level holds the data. */
export function qrMatrix(
  data: string,
  correction: Correction,
  choice: MaskChoice = "best-mask",
): QrMatrix | undefined {
  const mask = choice === "first-mask" ? " mask=1" : "";
  try {
    const [symbol] = bwip.raw("qrcode", data, `eclevel=${correction}${mask}`);
    if (symbol === undefined || !("pixs" in symbol)) return undefined;
    const { pixs, pixx } = symbol;
    return { modules: pixx, isDark: (row, column) => pixs[row * pixx + column] === 1 };
  } catch {
    return undefined;
  }
}

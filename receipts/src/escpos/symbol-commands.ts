// Barcodes and two-dimensional symbols.
import type { Correction } from "../display-list.ts";
import { args, at, counted, digit } from "./arguments.ts";
import type { Bytes } from "./arguments.ts";
import { command, GS } from "./command.ts";
import type { Command } from "./command.ts";
import { code128Codewords } from "./code128.ts";
import { graphics } from "./image-commands.ts";
import type { Paper } from "../paper.ts";
import type { Settings } from "./settings.ts";
import { processId } from "./status-commands.ts";

export const SYMBOL_COMMANDS: readonly Command[] = [
  command(GS, "h", "height of barcodes", args(1), (paper, bytes) =>
    setBarcode(paper, { height: Math.max(1, at(bytes, 2)) }),
  ),
  command(GS, "w", "width of barcodes", args(1), (paper, bytes) =>
    setBarcode(paper, { moduleWidth: moduleWidth(at(bytes, 2)) }),
  ),
  command(GS, "H", "text of barcodes", args(1), (paper, bytes) =>
    setBarcode(paper, { text: digit(bytes, 2) & 3 }),
  ),
  command(GS, "f", "font of barcodes", args(1), () => {}),
  command(GS, "k", "barcode", barcodeLayout, barcode),
  command(GS, "(", "extension", counted, extension),
];

const CORRECTIONS: readonly Correction[] = ["L", "M", "Q", "H"];
/** By their numbers in the older form of the command; the newer form adds 65. */
const SYMBOLOGIES = [
  "upca",
  "upce",
  "ean13",
  "ean8",
  "code39",
  "interleaved2of5",
  "rationalizedCodabar",
  "code93",
  "code128",
  "gs1-128",
  "databaromni",
  "databartruncated",
  "databarlimited",
  "databarexpanded",
  "code128",
];
const CODE_128 = 73;
const MATRICES: Readonly<Record<number, string>> = {
  0x30: "pdf417",
  0x35: "azteccode",
  0x36: "datamatrix",
};
const QR = 0x31;

/** Types up to 6 end with a zero byte, the later ones say their length. */
function barcodeLayout(seen: Bytes): number | undefined {
  if (seen.length < 4) return undefined;
  if (at(seen, 2) > 6) return 4 + at(seen, 3);
  return seen.at(-1) === 0 || seen.length > 258 ? seen.length : undefined;
}

/** Some printers count 2 to 6 dots, others also accept 68 to 76 for quarters of these. */
function moduleWidth(n: number): number {
  return Math.min(6, Math.max(1, n >= 68 && n <= 76 ? Math.round((n - 64) / 2) : n));
}

function barcode(paper: Paper, bytes: Bytes): void {
  const type = at(bytes, 2);
  const symbology = SYMBOLOGIES[type > 6 ? type - 65 : type];
  const data = type > 6 ? bytes.slice(4) : bytes.slice(3, -1);
  const ofCode128 = type === CODE_128;
  const codewords = ofCode128 ? code128Codewords(data) : undefined;
  if (symbology === undefined || data.length === 0 || (ofCode128 && codewords === undefined))
    return paper.unknown(bytes, "barcode");
  const { moduleWidth, height, text } = paper.settings.barcode;
  const [textAbove, textBelow] = [(text & 1) > 0, (text & 2) > 0];
  const look = { moduleWidth, height, textAbove, textBelow };
  const written = codewords ?? latin1(data);
  paper.draw({ kind: "barcode", ...paper.place, symbology, data: written, ...look });
}

function setBarcode(paper: Paper, change: Partial<Settings["barcode"]>): void {
  paper.set({ barcode: { ...paper.settings.barcode, ...change } });
}

/** `GS ( k` is for symbols, `GS ( L` for graphics, `GS ( H` asks; the others set up the printer. */
function extension(paper: Paper, bytes: Bytes): void {
  switch (String.fromCharCode(at(bytes, 2))) {
    case "k":
      return at(bytes, 5) === QR ? qrFunction(paper, bytes) : matrixFunction(paper, bytes);
    case "L":
      return graphics(paper, bytes, 5);
    case "H":
      return processId(paper, bytes);
    // Speed, density and the like.
    case "K":
    case "D":
      return;
    default:
      return paper.unknown(bytes, "extension");
  }
}

const utf8 = new TextDecoder();

function qrFunction(paper: Paper, bytes: Bytes): void {
  switch (at(bytes, 6)) {
    case 0x41: // model: drawn as model 2 always
      return;
    case 0x43:
      return paper.set({ qr: { ...paper.settings.qr, moduleSize: at(bytes, 7) } });
    case 0x45:
      return paper.set({
        qr: { ...paper.settings.qr, correction: CORRECTIONS[digit(bytes, 7)] ?? "L" },
      });
    case 0x50:
      paper.symbols.set(QR, utf8.decode(Uint8Array.from(bytes.slice(8))));
      return;
    case 0x51:
      return paper.draw({
        kind: "qr",
        ...paper.place,
        ...paper.settings.qr,
        data: paper.symbols.get(QR) ?? "",
      });
    default:
      return paper.unknown(bytes, "QR code");
  }
}

/** Of PDF417, Aztec and DataMatrix; how many columns and which correction is left to who draws them. */
function matrixFunction(paper: Paper, bytes: Bytes): void {
  const kind = at(bytes, 5);
  const symbology = MATRICES[kind];
  const { matrix } = paper.settings;
  const size = at(bytes, 7);
  if (symbology === undefined) return paper.unknown(bytes, "symbol");
  switch (at(bytes, 6)) {
    case 0x43:
      return paper.set({ matrix: { ...matrix, moduleWidth: size, moduleHeight: size } });
    case 0x44:
      return paper.set({ matrix: { ...matrix, moduleHeight: size * matrix.moduleWidth } });
    case 0x41:
    case 0x42:
    case 0x45:
    case 0x46:
      return;
    case 0x50:
      paper.symbols.set(kind, latin1(bytes.slice(8)));
      return;
    case 0x51:
      return paper.draw({
        kind: "matrix",
        ...paper.place,
        ...matrix,
        symbology,
        data: paper.symbols.get(kind) ?? "",
      });
    default:
      return paper.unknown(bytes, symbology);
  }
}

function latin1(bytes: Bytes): string {
  return bytes.map((byte) => String.fromCharCode(byte)).join("");
}

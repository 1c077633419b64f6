/** QR codes, barcodes and pictures: never wider than the paper, as a printer prints nothing at all of one that is. */
import type { Barcode, Block, PrinterProfile } from "@printermaster/contracts";
import { modulesAtMost, qrMatrix } from "../qr-code.ts";
import { bitmapOf, placed, type Bitmap } from "../raster/bitmap.ts";
import { pictureOf } from "../raster/picture.ts";
import type { Composer } from "../thermal-composer.ts";
import { Unprintable } from "../unprintable.ts";
import { DEFAULT_HEIGHT, modulesIn } from "./barcode-commands.ts";
import { barsOf } from "../bars.ts";
import { dotsOf } from "./paper-width.ts";

const DEFAULT_QR_SIZE = 5;

export function composeQr(
  block: Extract<Block, { type: "qr" }>,
  composer: Composer,
  profile: PrinterProfile,
): void {
  const text = withoutControls(block.data);
  const data = new TextEncoder().encode(text);
  const fitting = Math.floor(dotsOf(profile) / modulesAtMost(data.length));
  const size = Math.max(1, Math.min(block.size ?? DEFAULT_QR_SIZE, fitting));
  if (profile.qr) composer.qr(data, size);
  else composer.raster(centred(drawnQr(text, size), dotsOf(profile)));
}

/** Three dots a module read well, and less than two are no barcode any more. */
export function composeBarcode(block: Barcode, composer: Composer, profile: PrinterProfile): void {
  const width = Math.min(3, Math.floor(dotsOf(profile) / modulesIn(block)));
  if (width < 2) throw new Unprintable(`a barcode wider than the paper: ${block.data}`);
  if (profile.barcodes) return composer.barcode(block, width);
  composer.raster(centred(drawnBarcode(block, width), dotsOf(profile)));
  if (block.text ?? true) composer.line(block.data, { align: "center" });
}

function drawnBarcode(code: Barcode, width: number): Bitmap {
  const dark = barsOf(code);
  const { length } = dark;
  return bitmapOf(
    length * width,
    code.height ?? DEFAULT_HEIGHT,
    (x) => dark[Math.floor(x / width)] ?? false,
  );
}

export function composeImage(
  block: Extract<Block, { type: "image" }>,
  composer: Composer,
  profile: PrinterProfile,
): void {
  const { png, width, align = "center" } = block;
  const dots = dotsOf(profile);
  const picture = pictureOf(png, dots, width);
  const room = dots - picture.width;
  composer.raster(placed(picture, align === "left" ? 0 : align === "right" ? room : room >> 1));
}

const centred = (bitmap: Bitmap, dots: number) => placed(bitmap, (dots - bitmap.width) >> 1);

function drawnQr(text: string, size: number): Bitmap {
  const matrix = qrMatrix(text, "M");
  if (!matrix) throw new Unprintable("no QR code holds this data");
  const side = matrix.modules * size;
  return bitmapOf(side, side, (x, y) => matrix.isDark(Math.floor(y / size), Math.floor(x / size)));
}

/** Line ends belong to contact and payment codes. DLE may not pass: printers obey `DLE EOT` and `DLE DC4` even inside a symbol's data. */
function withoutControls(data: string): string {
  return data.replace(/(?![\r\n])\p{Cc}/gu, "");
}

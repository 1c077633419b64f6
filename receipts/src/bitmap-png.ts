// Images within a picture, as PNG of two colours: paper and ink.
import type { Bitmap } from "./escpos/bitmap.ts";
import { pngOf } from "./png-file.ts";

const PALETTE = Uint8Array.of(0xff, 0xff, 0xff, 0x1a, 0x1a, 0x1a);

export function bitmapAsPng({ width, height, rows }: Bitmap): Buffer {
  const stride = Math.ceil(width / 8);
  // Each row has its filter before it: none.
  const filtered = new Uint8Array((stride + 1) * height);
  for (let row = 0; row < height; row++)
    filtered.set(rows.subarray(row * stride, (row + 1) * stride), row * (stride + 1) + 1);
  return pngOf({ width, height, bits: 1 }, filtered, PALETTE);
}

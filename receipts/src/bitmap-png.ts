// Images within a picture, as PNG of two colours: paper and ink.
import { crc32, deflateSync } from "node:zlib";
import type { Bitmap } from "./escpos/bitmap.ts";

const SIGNATURE = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);
const PALETTE = Uint8Array.of(0xff, 0xff, 0xff, 0x1a, 0x1a, 0x1a);
/** One bit a dot, by palette. */
const FORMAT = [1, 3, 0, 0, 0];

export function bitmapAsPng({ width, height, rows }: Bitmap): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set(FORMAT, 8);
  const stride = Math.ceil(width / 8);
  // Each row has its filter before it: none.
  const filtered = new Uint8Array((stride + 1) * height);
  for (let row = 0; row < height; row++)
    filtered.set(rows.subarray(row * stride, (row + 1) * stride), row * (stride + 1) + 1);
  return Buffer.concat([
    SIGNATURE,
    chunk("IHDR", header),
    chunk("PLTE", PALETTE),
    chunk("IDAT", deflateSync(filtered, { level: 3 })),
    chunk("IEND", new Uint8Array()),
  ]);
}

function chunk(type: string, data: Uint8Array): Buffer {
  const typed = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(typed));
  return Buffer.concat([length, typed, sum]);
}

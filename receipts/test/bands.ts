import { PNG } from "pngjs";
import { strideOf, type Bitmap } from "../src/raster/bitmap.ts";

/** What the `GS v 0` commands of a stream put under each other: read by the letter of the command, and by nothing that composed them. */
export function bandsIn(stream: Uint8Array): Bitmap {
  const rows: Uint8Array[] = [];
  for (let at = 0; at < stream.length; at++) {
    if (stream[at] !== 0x1d || stream[at + 1] !== 0x76 || stream[at + 2] !== 0x30) continue;
    const [stride, height] = [word(stream, at + 4), word(stream, at + 6)];
    for (let row = 0; row < height; row++)
      rows.push(stream.subarray(at + 8 + row * stride, at + 8 + (row + 1) * stride));
    at += 7 + stride * height;
  }
  const width = Math.max(8, ...rows.map(({ length }) => length * 8));
  const data = new Uint8Array(strideOf(width) * rows.length);
  rows.forEach((row, index) => data.set(row, index * strideOf(width)));
  return { width, height: rows.length, data };
}

export const isDark = ({ width, data }: Bitmap, x: number, y: number): boolean =>
  ((data[y * strideOf(width) + (x >> 3)] ?? 0) & (0x80 >> (x & 7))) !== 0;

const word = (bytes: Uint8Array, at: number): number =>
  (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8);

export function pngOf(picture: Bitmap): Buffer {
  const png = new PNG({ width: picture.width, height: picture.height });
  for (let index = 0; index < picture.width * picture.height; index++) {
    const [x, y] = [index % picture.width, Math.floor(index / picture.width)];
    png.data.fill(isDark(picture, x, y) ? 0 : 255, index * 4, index * 4 + 3);
    png.data[index * 4 + 3] = 255;
  }
  return PNG.sync.write(png, { colorType: 0, deflateLevel: 9 });
}

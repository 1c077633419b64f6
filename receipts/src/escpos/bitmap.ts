// Black and white dots as printers are sent them.
import type { Bytes } from "./arguments.ts";

export type Bitmap = {
  readonly width: number;
  readonly height: number;
  /** Row after row, eight dots a byte, the leftmost in the highest bit; 1 is black. */
  readonly rows: Uint8Array;
  /** How many dots of the paper each of its dots is wide and high. */
  readonly scaleX: number;
  readonly scaleY: number;
};

/** Undefined where nothing could be seen of it. */
export function rasterOf(
  data: Bytes,
  width: number,
  height: number,
  scaleX = 1,
  scaleY = 1,
): Bitmap | undefined {
  if (width === 0 || height === 0) return undefined;
  const rows = new Uint8Array(Math.ceil(width / 8) * height);
  rows.set(data.slice(0, rows.length));
  return { width, height, rows, scaleX, scaleY };
}

/** From columns of `height` dots, top first, each padded to whole bytes. */
export function columnsOf(
  data: Bytes,
  width: number,
  height: number,
  scaleX = 1,
  scaleY = 1,
): Bitmap | undefined {
  if (width === 0 || height === 0) return undefined;
  const stride = Math.ceil(width / 8);
  const bytesPerColumn = Math.ceil(height / 8);
  const rows = new Uint8Array(stride * height);
  for (let x = 0; x < width; x++)
    for (let y = 0; y < height; y++) {
      const byte = data[x * bytesPerColumn + (y >> 3)] ?? 0;
      if ((byte >> (7 - (y & 7))) & 1) rows[y * stride + (x >> 3)]! |= 0x80 >> (x & 7);
    }
  return { width, height, rows, scaleX, scaleY };
}

export function dotsOf({ width, height, scaleX, scaleY }: Bitmap): {
  width: number;
  height: number;
} {
  return { width: width * scaleX, height: height * scaleY };
}

/** A bitmap as commands for a print head: in bands that a cheap printer's buffer holds, and without bytes that it would obey. */
import { strideOf, trimmed, type Bitmap } from "./bitmap.ts";

/** 120 rows of 80 mm paper are 8.6 KB. */
const MOST_ROWS = 120;
/** Bands of a multiple of this many rows come out as garbage on POS-5890 and its likes. */
const UNLUCKY = 48;

const DLE = 0x10;
/** EOT, ENQ and DC4: after DLE, printers obey them wherever they stand, even in a picture. */
const REAL_TIME: ReadonlySet<number> = new Set([0x04, 0x05, 0x14]);

export function bandsOf(bitmap: Bitmap): Uint8Array[] {
  const { width, height, data } = trimmed(bitmap);
  const stride = strideOf(width);
  let row = 0;
  return rowsOf(height).map((rows) => {
    const dots = data.slice(row * stride, (row + rows) * stride);
    row += rows;
    return band(stride, rows, dots);
  });
}

export function rowsOf(height: number): number[] {
  if (height > MOST_ROWS) return [MOST_ROWS, ...rowsOf(height - MOST_ROWS)];
  return height % UNLUCKY === 0 ? [height - 8, 8].filter((rows) => rows > 0) : [height];
}

function band(stride: number, rows: number, dots: Uint8Array): Uint8Array {
  const head = [0x1d, 0x76, 0x30, 0x00, stride & 0xff, stride >> 8, rows & 0xff, rows >> 8];
  const bytes = new Uint8Array(head.length + dots.length);
  bytes.set(head);
  bytes.set(withoutRealTime(dots), head.length);
  return bytes;
}

/** One dot more beside a dot is the least change to what is seen. */
function withoutRealTime(dots: Uint8Array): Uint8Array {
  for (let index = 0; index + 1 < dots.length; index++)
    if (dots[index] === DLE && REAL_TIME.has(dots[index + 1] ?? 0)) dots[index] = DLE | 0x20;
  return dots;
}

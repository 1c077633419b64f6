/** Black and white dots, eight to a byte, rows padded to whole bytes. */
export type Bitmap = { readonly width: number; readonly height: number; readonly data: Uint8Array };

export const strideOf = (width: number): number => Math.ceil(width / 8);

export function bitmapOf(
  width: number,
  height: number,
  isDark: (x: number, y: number) => boolean,
): Bitmap {
  const stride = strideOf(width);
  const data = new Uint8Array(stride * height);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      if (isDark(x, y)) data[y * stride + (x >> 3)]! |= 0x80 >> (x & 7);
  return { width, height, data };
}

/** Moved to the right on paper of this many dots. */
export function placed(bitmap: Bitmap, left: number): Bitmap {
  if (left <= 0) return bitmap;
  const stride = strideOf(bitmap.width);
  return bitmapOf(
    left + bitmap.width,
    bitmap.height,
    (x, y) =>
      x >= left &&
      ((bitmap.data[y * stride + ((x - left) >> 3)] ?? 0) & (0x80 >> ((x - left) & 7))) !== 0,
  );
}

/** Without the blank columns at its right, which cost bytes and time on a slow line. */
export function trimmed(bitmap: Bitmap): Bitmap {
  const stride = strideOf(bitmap.width);
  let used = 1;
  for (let y = 0; y < bitmap.height; y++)
    for (let column = stride - 1; column >= used; column--)
      if (bitmap.data[y * stride + column]) used = column + 1;
  if (used === stride) return bitmap;
  const data = new Uint8Array(used * bitmap.height);
  for (let y = 0; y < bitmap.height; y++)
    data.set(bitmap.data.subarray(y * stride, y * stride + used), y * used);
  return { width: used * 8, height: bitmap.height, data };
}

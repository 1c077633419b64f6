/** A PNG as dots: on white, no wider than the paper, its greys as patterns of black (Floyd and Steinberg, 1976). */
import { PNG } from "pngjs";
import { Unprintable } from "../unprintable.ts";
import { bitmapOf, type Bitmap } from "./bitmap.ts";

export type Grey = {
  readonly width: number;
  readonly height: number;
  readonly levels: Float32Array;
};

/** `share` of the paper in per cent, if it is to be scaled to that. */
export function pictureOf(png: string, dots: number, share: number | undefined): Bitmap {
  const image = read(Buffer.from(png, "base64"));
  const wanted = share === undefined ? image.width : Math.round((dots * share) / 100);
  return dithered(scaled(image, Math.max(1, Math.min(dots, wanted))));
}

function read(bytes: Buffer): Grey {
  try {
    const { width, height, data } = PNG.sync.read(bytes);
    return greyOf(width, height, data);
  } catch (error) {
    throw new Unprintable(
      `a picture that cannot be read: ${error instanceof Error ? error.message : "not a PNG"}`,
    );
  }
}

/** From red, green, blue and opacity, by their brightness to the eye (ITU-R BT.601). */
export function greyOf(width: number, height: number, rgba: Uint8Array): Grey {
  const levels = new Float32Array(width * height);
  for (let index = 0; index < levels.length; index++) {
    const [red = 0, green = 0, blue = 0, opacity = 0] = rgba.subarray(index * 4, index * 4 + 4);
    const light = 0.299 * red + 0.587 * green + 0.114 * blue;
    levels[index] = 255 - ((255 - light) * opacity) / 255;
  }
  return { width, height, levels };
}

/** By averages, so that thin strokes become grey and not gaps. */
export function scaled(image: Grey, width: number): Grey {
  if (width === image.width) return image;
  const factor = image.width / width;
  const height = Math.max(1, Math.round(image.height / factor));
  const levels = new Float32Array(width * height);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      levels[y * width + x] = average(image, x * factor, y * factor, factor);
  return { width, height, levels };
}

function average(image: Grey, left: number, top: number, side: number): number {
  const right = Math.min(image.width, Math.max(Math.floor(left) + 1, Math.floor(left + side)));
  const bottom = Math.min(image.height, Math.max(Math.floor(top) + 1, Math.floor(top + side)));
  let [sum, count] = [0, 0];
  for (let y = Math.min(Math.floor(top), image.height - 1); y < bottom; y++)
    for (let x = Math.floor(left); x < right; x++) {
      sum += image.levels[y * image.width + x] ?? 255;
      count++;
    }
  return count === 0 ? 255 : sum / count;
}

export function dithered({ width, height, levels: light }: Grey): Bitmap {
  const levels = light.slice();
  const spread = (x: number, y: number, error: number) => {
    if (x >= 0 && x < width && y < height) levels[y * width + x]! += error;
  };
  return bitmapOf(width, height, (x, y) => {
    const level = levels[y * width + x] ?? 255;
    const dark = level < 128;
    const error = level - (dark ? 0 : 255);
    spread(x + 1, y, (error * 7) / 16);
    spread(x - 1, y + 1, (error * 3) / 16);
    spread(x, y + 1, (error * 5) / 16);
    spread(x + 1, y + 1, error / 16);
    return dark;
  });
}

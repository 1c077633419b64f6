// A bug here would look like this: Arabic unjoined or from left to right, a Thai mark beside its letter, an allergen as an empty box, a price
// in the middle of the name. The pictures in golden/scripts were looked at by people who read what is intended beside them.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { PNG } from "pngjs";
import { describe, expect, test } from "vitest";
import { DEFAULT_PRINTER_PROFILE, type Block } from "@printermaster/contracts";
import { composeDocument, decodeEscPos, textLines } from "../src/index.ts";
import type { Bitmap } from "../src/raster/bitmap.ts";
import { bandsIn, isDark, pngOf } from "./bands.ts";
import { dish, RECEIPTS, text } from "./script-receipts.ts";

const drawn = async (blocks: readonly Block[], over = {}) =>
  await composeDocument(
    { kind: "receipt", blocks: [...blocks] },
    { ...DEFAULT_PRINTER_PROFILE, ...over },
  );

describe("a receipt in", () => {
  test.each(Object.keys(RECEIPTS))("%s is the picture that was looked at", async (script) => {
    const bytes = await drawn(RECEIPTS[script] ?? []);
    const picture = bandsIn(bytes);
    const images = decodeEscPos(bytes).flatMap((item) => (item.kind === "image" ? [item] : []));
    expect(images.reduce((rows, { bitmap }) => rows + bitmap.height, 0)).toBe(picture.height);
    const file = new URL(`golden/scripts/${script}.png`, import.meta.url);
    // A missing picture is made, to be looked at before it is committed.
    if (!existsSync(file)) writeFileSync(file, pngOf(picture));
    const golden = PNG.sync.read(readFileSync(file));
    expect([picture.width, picture.height]).toEqual([golden.width, golden.height]);
    // Another processor may round a few half-tones the other way.
    expect(differences(picture, golden)).toBeLessThan(0.002 * picture.width * picture.height);
  });
});

describe("a drawn line", () => {
  test("stands on the side where its script begins, and its columns with it", async () => {
    const [left, right] = sides(bandsIn(await drawn([text("שלום")])));
    expect([left, right > 0]).toEqual([0, true]);
    const price = sides(bandsIn(await drawn([dish("", "₪"), dish("שלום", "7")])));
    expect(price.every((ink) => ink > 0)).toBe(true);
  });

  test("is never wider than the paper, however long its words are", async () => {
    for (const columns of [32, 42, 48] as const)
      for (const size of [1, 2, 3, 4]) {
        const words: Block = { type: "text", text: `${"宫".repeat(90)} ${"ไก่".repeat(60)}`, size };
        expect(bandsIn(await drawn([words], { columns })).width).toBeLessThanOrEqual(columns * 12);
      }
  });

  test("names by its number what no font here has", async () => {
    const ink = async (words: string) => bandsIn(await drawn([text(words)])).data;
    expect(await ink("ж\u{13000}")).toEqual(await ink("ж[U+13000]"));
  });

  test("leaves the lines around it to the printer's own letters", async () => {
    const lines = textLines(decodeEscPos(await drawn([text("tea\n宫保\nmilk")])));
    expect(lines).toEqual(["tea", "milk"]);
  });

  test("is every line, on a printer that has no letters worth reading", async () => {
    const list = decodeEscPos(await drawn([text("tea")], { raster: "always" }));
    expect(textLines(list)).toEqual([]);
  });
});

function sides(picture: Bitmap): [left: number, right: number] {
  const ink = (from: number, to: number) => {
    let count = 0;
    for (let y = 0; y < picture.height; y++)
      for (let x = from; x < to; x++) count += isDark(picture, x, y) ? 1 : 0;
    return count;
  };
  return [ink(0, 288), ink(288, 576)];
}

function differences(picture: Bitmap, golden: PNG): number {
  let count = 0;
  for (let index = 0; index < picture.width * picture.height; index++) {
    const [x, y] = [index % picture.width, Math.floor(index / picture.width)];
    if (isDark(picture, x, y) !== (golden.data[index * 4] ?? 255) < 128) count++;
  }
  return count;
}

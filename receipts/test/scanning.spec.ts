// A bug here would look like this: a till's scanner stays silent, or reads another article. Read by zbar, which nobody here wrote.
import { describe, expect, test } from "vitest";
import { profileOf, type Barcode, type Block } from "@printermaster/contracts";
import { composeDocument } from "../src/index.ts";
import { placed } from "../src/raster/bitmap.ts";
import { bandsIn, pngOf } from "./bands.ts";
import { hasZbar, readByZbar } from "./zbar.ts";

const scanned = async (block: Block): Promise<string> => {
  const document = { kind: "receipt" as const, blocks: [block] };
  const bytes = await composeDocument(document, profileOf({ model: "pos-5890" }));
  // White around it, as on paper.
  return readByZbar(pngOf(placed(bandsIn(bytes), 40)));
};

const code = (format: Barcode["format"], data: string) =>
  ({ type: "barcode", format, data, text: false }) as Block;

describe.skipIf(!hasZbar)("a symbol that we draw (needs zbarimg)", () => {
  test.each<[string, Block, string]>([
    [
      "a QR code",
      { type: "qr", data: "https://example.test/r?a=1&b=2" },
      "https://example.test/r?a=1&b=2",
    ],
    ["a QR code in UTF-8", { type: "qr", data: "Café 宫保 €" }, "Café 宫保 €"],
    ["EAN-13", code("ean13", "400638133393"), "4006381333931"],
    ["EAN-8", code("ean8", "9638507"), "96385074"],
    ["Code 39", code("code39", "AB-12"), "AB-12"],
    ["Code 128", code("code128", "SOUP-{24}"), "SOUP-{24}"],
    ["Codabar", code("codabar", "A12345B"), "A12345B"],
    ["ITF", code("itf", "12345678"), "12345678"],
  ])("%s says what was asked", async (_, block, said) => {
    expect(await scanned(block)).toBe(said);
  });
});

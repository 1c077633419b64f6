// A bug here would look like this: a cook reads one portion instead of two, a copy opens the drawer, a picture kicks it, a barcode that no
// till can scan, a stranger's bytes that swallow the next ticket.
import { readFileSync } from "node:fs";
import { PNG } from "pngjs";
import { describe, expect, test } from "vitest";
import {
  DEFAULT_PRINTER_PROFILE,
  PrintDocument,
  profileOf,
  type Block,
} from "@printermaster/contracts";
import { composeDocument, decodeEscPos, textLines, whyUnreadable } from "../src/index.ts";
import { bandsOf, rowsOf } from "../src/raster/bands.ts";
import { bandsIn, isDark } from "./bands.ts";
import { escaped } from "./escaped.ts";

const profile = DEFAULT_PRINTER_PROFILE;
const narrow = { ...profile, columns: 32 } as const;
const composed = async (document: unknown, on: typeof profile = profile) =>
  await composeDocument(PrintDocument.parse(document), on);
const blocks = (...all: Block[]) => ({ kind: "receipt", blocks: all });
const base64 = (bytes: Uint8Array | readonly number[]) => Buffer.from(bytes).toString("base64");

const DOCUMENTS: Record<string, unknown> = {
  "kitchen-ticket": {
    kind: "kitchen-ticket",
    order: "42",
    station: "Grill",
    table: "7",
    placedAt: "19:04",
    server: "Anna",
    dishes: [
      { quantity: 2, name: "Flammkuchen Elsässer Art", changes: ["no onions", "well done"] },
      { quantity: 1, name: "Satay", warning: "PEANUT ALLERGY" },
    ],
    note: "Birthday: all at once",
  },
  label: {
    kind: "label",
    name: "Tomato soup",
    lines: ["Opened 21.11. 14:00", "Use by 24.11."],
    code: { type: "barcode", format: "code128", data: "SOUP-{2411}" },
    copies: 2,
  },
  receipt: blocks(
    {
      type: "columns",
      bold: true,
      cells: [{ text: "Total" }, { text: "13,50 €", align: "right" }],
    },
    { type: "rule", style: "double" },
    { type: "barcode", format: "ean13", data: "400638133393", text: false, height: 64 },
    { type: "drawer", pin: 5 },
  ),
};

describe("the bytes of a", () => {
  test.each(Object.keys(DOCUMENTS))("%s", async (name) => {
    const golden = readFileSync(new URL(`golden/documents/${name}.txt`, import.meta.url), "utf8");
    expect(escaped(await composed(DOCUMENTS[name], narrow))).toBe(golden.trimEnd());
  });
});

describe("a drawer", () => {
  const receipt = PrintDocument.parse(blocks({ type: "text", text: "a" }, { type: "drawer" }));

  test("is opened once, by the pin it hangs on", async () => {
    const bytes = escaped(await composeDocument(receipt, profile));
    expect(bytes.match(/\\x1bp/g)).toHaveLength(1);
    expect(bytes).toContain("\\x1bp\\x002\\xfa");
  });

  test("alone moves no paper", async () => {
    expect(escaped(await composed(blocks({ type: "drawer" })))).toBe("\\x1bp\\x002\\xfa");
  });

  test("is opened by no copy, and by no printer that has none", async () => {
    const copy = escaped(await composeDocument(receipt, profile, ["COPY"]));
    const without = escaped(await composeDocument(receipt, { ...profile, drawer: false }));
    expect([copy, without].join()).not.toContain("\\x1bp");
  });
});

describe("a barcode", () => {
  test("wider than the paper is refused, not left out", async () => {
    const code = { type: "barcode", format: "code39", data: "ABCDEFGHIJKLMNOP" };
    await expect(composed({ kind: "receipt", blocks: [code] }, narrow)).rejects.toThrow(
      "barcode wider",
    );
  });

  test("is drawn for a printer that draws none, with its text below", async () => {
    const code: Block = { type: "barcode", format: "ean13", data: "4006381333931" };
    const bytes = await composed(blocks(code), profileOf({ model: "pos-5890" }));
    const picture = bandsIn(bytes);
    // 95 modules of three dots in the middle of 384.
    const row = Array.from({ length: 285 }, (_, x) => (isDark(picture, 49 + x, 40) ? "#" : " "));
    expect(row.join("")).toMatch(/^#{3} {3}#{3}.*#{3} {3}#{3}$/);
    expect(textLines(decodeEscPos(bytes))).toContain("4006381333931");
  });

  test("with a wrong last digit is refused before", () => {
    const code = { type: "barcode", format: "ean13", data: "4006381333932" };
    expect(PrintDocument.safeParse({ kind: "receipt", blocks: [code] }).error?.message).toContain(
      "the last digit does not fit",
    );
  });
});

describe("a picture", () => {
  const png = (width: number, height: number, level: number) => {
    const image = new PNG({ width, height });
    image.data.fill(level).forEach((_, index) => {
      if (index % 4 === 3) image.data[index] = 255;
    });
    return PNG.sync.write(image);
  };

  test("is as many dots as it has pixels, in the middle; its greys are patterns", async () => {
    const picture = bandsIn(await composed({ kind: "png", data: base64(png(64, 64, 128)) }));
    let dark = 0;
    for (let y = 0; y < 64; y++)
      for (let x = 256; x < 320; x++) dark += isDark(picture, x, y) ? 1 : 0;
    expect([picture.width, picture.height]).toEqual([320, 64]);
    expect(dark / 4096).toBeCloseTo(0.5, 1);
  });

  test("is made to fit the paper, or the share that was asked for", async () => {
    const wide = base64(png(1000, 100, 0));
    const whole = bandsIn(await composed({ kind: "png", data: wide }, narrow));
    expect([whole.width, whole.height]).toEqual([384, 38]);
    const half = await composed(
      blocks({ type: "image", png: wide, width: 50, align: "left" }),
      narrow,
    );
    expect(bandsIn(half).width).toBe(192);
  });

  test("of ten megapixels is refused by its first bytes", () => {
    const head = png(1, 1, 0);
    head.writeUInt32BE(4000, 16);
    head.writeUInt32BE(2500, 20);
    const refused = PrintDocument.safeParse({ kind: "png", data: base64(head) });
    expect(refused.error?.message).toContain(
      "larger than 2000000 pixels or 8192 on a side: 4000 x 2500",
    );
  });

  test("that breaks off is refused whole", async () => {
    const broken = base64(png(64, 64, 0).subarray(0, 60));
    await expect(composed({ kind: "png", data: broken })).rejects.toThrow(
      "a picture that cannot be read",
    );
  });

  test("holds no bytes that a printer obeys even there", () => {
    for (const obeyed of [0x04, 0x05, 0x14]) {
      const data = Uint8Array.of(0x10, obeyed, 0x10, obeyed);
      const [band] = bandsOf({ width: 16, height: 2, data });
      expect([...(band ?? [])].slice(8)).toEqual([0x30, obeyed, 0x30, obeyed]);
    }
  });

  test("comes in bands that no cheap printer chokes on", () => {
    for (let height = 1; height < 400; height++) {
      const rows = rowsOf(height);
      expect(rows.reduce((sum, each) => sum + each, 0)).toBe(height);
      expect(rows.filter((each) => each > 120 || each % 48 === 0)).toEqual([]);
    }
  });
});

describe("a QR code on a printer that draws none", () => {
  test("is drawn, as high and wide as the other's", async () => {
    const code: Block = { type: "qr", data: "https://example.test", size: 4 };
    const drawn = bandsIn(await composed(blocks(code), { ...profile, qr: false }));
    expect(drawn.height).toBe(4 * 25);
  });
});

describe("raw bytes", () => {
  const raw = (...bytes: number[]) => ({ kind: "escpos" as const, data: base64(bytes) });

  test("go as they are, under the banner if there is one", async () => {
    const bytes = [0x1b, 0x40, 0x41, 0x0a, 0x1d, 0x56, 0x01];
    expect([...(await composed(raw(...bytes)))]).toEqual(bytes);
    const copy = await composeDocument(raw(...bytes), profile, ["COPY"]);
    expect(textLines(decodeEscPos(copy))).toEqual([" COPY ", "A"]);
  });

  test("ask the printer nothing: the agent's own questions are the proof", async () => {
    const asking = [
      0x41, 0x10, 0x04, 0x01, 0x1d, 0x72, 0x01, 0x1d, 0x61, 0xff, 0x10, 0x05, 0x01, 0x1d, 0x28,
      0x48, 0x06, 0x00, 0x30, 0x30, 0x31, 0x32, 0x33, 0x34, 0x42,
    ];
    expect([...(await composed(raw(...asking)))]).toEqual([0x41, 0x42]);
  });

  test("that end inside a command are refused before anybody is promised paper", () => {
    expect(whyUnreadable(raw(0x41, 0x1d, 0x76, 0x30, 0x00, 0xff))).toBe(
      "these bytes end inside a command, at byte 1",
    );
    expect(whyUnreadable(raw(0x41))).toBeUndefined();
    expect(whyUnreadable({ kind: "markup", text: "@no" })).toBe("line 1: there is no @no");
  });
});

describe("a document that is far too long", () => {
  test("is refused by its schema, or when its paper is measured", async () => {
    const lines = { kind: "text", text: "a\n".repeat(2_000) };
    expect(PrintDocument.safeParse(lines).error?.message).toContain("more than 1500 lines");
    const text: Block = { type: "text", text: "x".repeat(4_000), size: 4 };
    const long = blocks(...Array.from({ length: 20 }, () => text));
    await expect(composed(long)).rejects.toThrow("longer than twelve metres");
  });
});

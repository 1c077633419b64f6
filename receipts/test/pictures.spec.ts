import bwip from "bwip-js/node";
import { PNG } from "pngjs";
import { describe, expect, test } from "vitest";
import { DEFAULT_PRINTER_PROFILE } from "@printermaster/contracts";
import type { Block } from "@printermaster/contracts";
import { composeDocument, decodeEscPos, renderPng, renderSvg } from "../src/index.ts";
import { modulesAtMost, qrMatrix } from "../src/qr-code.ts";

const picture = async (...blocks: Block[]) =>
  renderSvg(
    decodeEscPos(await composeDocument({ kind: "receipt", blocks }, DEFAULT_PRINTER_PROFILE)),
  );

describe("the picture of a ticket", () => {
  test("holds customers' text as text, whatever it looks like", async () => {
    const svg = await picture({ type: "text", text: `<script>&"]]>'` });
    expect(svg).toContain(`&lt;script&gt;&amp;&quot;]]&gt;'`);
    expect(svg).not.toContain("<script");
  });

  test("refers to nothing outside itself", async () => {
    const svg = await picture(
      { type: "text", text: "https://example.test/x.png" },
      { type: "qr", data: "https://example.test" },
    );
    expect(svg).not.toMatch(/href="(?!data:)|url\(|@import|<style/);
  });

  test("puts each character in its cell", async () => {
    const svg = await picture({ type: "text", text: "a  bc", align: "right" });
    // Right-aligned on 48 columns: 576 dots less five cells of twelve.
    expect(svg).toContain("translate(516 0)");
    expect(svg).toContain('<text x="0" y="19">a</text><text x="36 48" y="19">bc</text>');
  });

  test("is as high as its lines, symbols and feeds", async () => {
    const height = (svg: string) => Number(/ height="(\d+)"/.exec(svg)?.[1]);
    const one = height(await picture({ type: "text", text: "a" }));
    expect(height(await picture({ type: "text", text: "a\nb" })) - one).toBe(30);
    expect(height(await picture({ type: "text", text: "a", size: 3 })) - one).toBe(42);
    expect(
      height(await picture({ type: "text", text: "a" }, { type: "feed", lines: 5 })) - one,
    ).toBe(150);
  });

  test("shows an unknown command in red", () => {
    const svg = renderSvg(decodeEscPos(Uint8Array.of(0x1d, 0x58)));
    expect(svg).toContain("unknown command 1d 58 (2 bytes)");
    expect(svg).toContain("#c62828");
  });

  test("says so when a symbol is too wide for the paper", async () => {
    const stream = await composeDocument(
      { kind: "receipt", blocks: [{ type: "qr", data: "x".repeat(200), size: 8 }] },
      { ...DEFAULT_PRINTER_PROFILE, columns: 48 },
    );
    expect(renderSvg(decodeEscPos(stream, { columns: 32 }), { columns: 32 })).toContain(
      "does not fit",
    );
  });

  test("becomes a PNG of the same size", async () => {
    const png = Buffer.from(await renderPng(await picture({ type: "text", text: "Käse" })));
    expect(png.subarray(1, 4).toString()).toBe("PNG");
    expect(png.readUInt32BE(16)).toBe(640);
  });

  test("has in its PNG the ink, the paper and the red of its SVG, each where it stands", async () => {
    const image = PNG.sync.read(
      Buffer.from(await renderPng(renderSvg(decodeEscPos(Buffer.from("\x1dB1 \x1dX"))))),
    );
    const at = (x: number, y: number) => [...image.data.subarray((y * 640 + x) * 4).subarray(0, 3)];
    expect(at(5, 5)).toEqual([255, 255, 255]);
    // The white on black of a letter's cell, sixteen levels of each light.
    expect(at(33, 33)).toEqual([17, 17, 17]);
    const below = Array.from({ length: 640 * 40 }, (_, dot) =>
      at(dot % 640, 60 + Math.floor(dot / 640)),
    );
    expect(below).toContainEqual([204, 34, 34]);
  });

  test("of four metres is drawn in parts, and grows by no more memory than its dots", async () => {
    const lines = Array.from({ length: 990 }, (_, index) => `line ${index}`).join("\n");
    const svg = renderSvg(decodeEscPos(Buffer.from(lines)));
    const before = process.memoryUsage().rss;
    expect((await renderPng(svg)).length).toBeGreaterThan(10_000);
    // 640 x 30,000 dots of four bytes twice, as drawn and as read, and the indexes.
    expect(process.memoryUsage().rss - before).toBeLessThan(300_000_000);
  });

  test("has letters in its PNG that only another font has", async () => {
    const png = async (...bytes: number[]) =>
      Buffer.from(await renderPng(renderSvg(decodeEscPos(Uint8Array.of(0x1c, 0x26, ...bytes)))));
    const [you, good] = [await png(0xc4, 0xe3), await png(0xba, 0xc3)];
    expect(you.equals(good)).toBe(false);
  });
});

describe("a QR code", () => {
  test("is drawn module by module as the symbol demands", async () => {
    const data = "https://café.example/😀?a=1&b=2";
    const svg = await picture({ type: "qr", data, size: 4 });
    const [symbol] = bwip.raw("qrcode", data, "eclevel=M mask=1");
    if (symbol === undefined || !("pixs" in symbol)) throw new Error("not a matrix");
    const drawn = new Set(
      [...svg.matchAll(/M(\d+) (\d+)h(\d+)v1h/g)].flatMap(([, x, y, modules]) =>
        Array.from(
          { length: Number(modules) },
          (_, at) => Number(y) * symbol.pixx + Number(x) + at,
        ),
      ),
    );
    const dark = symbol.pixs.flatMap((module, index) => (module === 1 ? [index] : []));
    expect([...drawn].toSorted((a, b) => a - b)).toEqual(dark);
    expect(dark.length).toBeGreaterThan(200);
  });

  test.each([1, 14, 15, 42, 43, 106, 213, 331, 332, 666, 1059, 1200])(
    "of %i bytes is as large as foretold",
    (length) => {
      expect(qrMatrix("a".repeat(length), "M")?.modules).toBe(modulesAtMost(length));
    },
  );

  test("that nothing can hold has no picture", () => {
    expect(qrMatrix("a".repeat(3_000), "H")).toBeUndefined();
  });
});

// What other senders print: each command by its letter, as their manuals write it. A bug here would show a blank where paper would have ink.
import { describe, expect, test } from "vitest";
import { decodeEscPos, renderPng, renderSvg, textLines, unknownIn } from "../src/index.ts";
import { random, randomBytes } from "./random-documents.ts";
import { hasZbar, readByZbar } from "./zbar.ts";

const [DLE, ESC, FS, GS] = [0x10, 0x1b, 0x1c, 0x1d];
const bytes = (...parts: (string | number)[]) =>
  Uint8Array.from(
    parts.flatMap((part) => (typeof part === "string" ? [...Buffer.from(part, "latin1")] : [part])),
  );
const marks = (...parts: (string | number)[]) => decodeEscPos(bytes(...parts));

describe("letters", () => {
  test("of font B are smaller, and more of them fit a line", () => {
    expect(marks(ESC, "M", 1, "x".repeat(65))).toMatchObject([
      { runs: [{ advance: 9, style: { font: "B" } }], width: 576 },
      { width: 9 },
    ]);
  });

  test.each([
    ["Cyrillic", [ESC, "t", 17, 0x8f, 0xe0, 0xa8], "При"],
    ["Greek", [ESC, "t", 14, 0x80, 0x81], "ΑΒ"],
    ["Polish", [ESC, "t", 18, 0x88], "ł"],
    ["German ones of the national set", [ESC, "R", 2, "[{"], "Ää"],
    ["Chinese ones of two bytes", [FS, "&", 0xc4, 0xe3, "a"], "你a"],
    ["Japanese ones of two bytes", [FS, "C", 1, FS, "&", 0x83, 0x65], "テ"],
    ["UTF-8", [FS, "(C", 2, 0, 0x30, 2, 0xe2, 0x82, 0xac], "€"],
  ])("%s are read", (_, stream, expected) => {
    expect(textLines(marks(...stream, "\n"))).toEqual([expected]);
  });

  test("stand at positions and tab stops, right of the margin", () => {
    const [line] = marks(GS, "L", 24, 0, ESC, "D", 10, 0, "a\tb", ESC, "$", 240, 0, "c\n");
    expect(line).toMatchObject({
      area: { left: 24, width: 552 },
      runs: [{ left: 0 }, { left: 120 }, { left: 240 }],
    });
  });

  test("a line is as high as the spacing, or as its tallest letter", () => {
    const lines = marks(ESC, "3", 0, "a\n", ESC, "3", 100, "b\n", ESC, "2", GS, "!", 7, "c\n");
    expect(lines).toMatchObject([{ advance: 24 }, { advance: 100 }, { advance: 192 }]);
  });
});

describe("images", () => {
  const SQUARE = [0xf0, 0xf0, 0xf0, 0xf0];
  const COLUMNS = [0xff, 0, 0, 0xff, 0, 0];

  test.each([
    ["in rows", [GS, "v0", 0, 1, 0, 4, 0, ...SQUARE], 8, 4],
    ["in rows of double size", [GS, "v0", 3, 1, 0, 4, 0, ...SQUARE], 8, 4],
    [
      "as graphics",
      [GS, "(L", 14, 0, 48, 112, 48, 1, 1, 49, 8, 0, 4, 0, ...SQUARE, GS, "(L", 2, 0, 48, 50],
      8,
      4,
    ],
    [
      "as long graphics",
      [GS, "8L", 14, 0, 0, 0, 48, 112, 48, 1, 1, 49, 8, 0, 4, 0, ...SQUARE, GS, "(L", 2, 0, 48, 50],
      8,
      4,
    ],
  ])("%s", (_, stream, width, height) => {
    expect(marks(...stream)).toMatchObject([
      { kind: "image", bitmap: { width, height, rows: Uint8Array.from(SQUARE) } },
    ]);
  });

  test("in columns stand within the line", () => {
    expect(marks("a", ESC, "*", 33, 2, 0, ...COLUMNS, "\n")).toMatchObject([
      { advance: 30, strips: [{ left: 12, bitmap: { width: 2, height: 24 } }] },
    ]);
  });

  test("are dots of the picture", async () => {
    const svg = renderSvg(marks(GS, "v0", 0, 1, 0, 4, 0, ...SQUARE));
    expect(svg).toMatch(/<image x="0" y="0" width="8" height="4"[^>]*href="data:image\/png;base64/);
    expect((await renderPng(svg)).length).toBeGreaterThan(200);
  });
});

describe("beside the paper", () => {
  test("the drawer and the buzzer are told of", () => {
    expect(marks(ESC, "p", 1, 25, 250, DLE, 0x14, 1, 0, 1, ESC, "B", 2, 3)).toMatchObject([
      { kind: "drawer", pin: 5 },
      { kind: "drawer", pin: 2 },
      { kind: "buzzer" },
    ]);
  });

  test("a process id asks for itself and is no part of the ticket", () => {
    const [asked, line] = marks("a", GS, "(H", 6, 0, 48, 48, "1234", "b\n");
    expect(asked).toMatchObject({ kind: "status", question: "process-id", id: "1234" });
    expect(line?.bytes).toEqual(bytes("ab\n"));
  });
});

describe.skipIf(!hasZbar)("a scanner (zbarimg, where it is installed) reads", () => {
  const qr = [GS, "(k", 3, 0, 49, 67, 6, GS, "(k", 17, 0, 49, 80, 48, "https://x.test"];
  test.each([
    ["a QR code", [...qr, GS, "(k", 3, 0, 49, 81, 48], "https://x.test"],
    ["EAN-13 of the older form", [GS, "k", 2, "4006381333931", 0], "4006381333931"],
    ["EAN-13", [GS, "k", 67, 13, "4006381333931"], "4006381333931"],
    ["Code 39", [GS, "w", 2, GS, "k", 4, "TABLE4", 0], "TABLE4"],
    ["Code 128 B", [GS, "w", 2, GS, "k", 73, 8, "{BTab-4x"], "Tab-4x"],
    ["Code 128 C", [GS, "k", 73, 5, "{C", 12, 34, 56], "123456"],
    ["interleaved 2 of 5", [GS, "w", 2, GS, "k", 5, "12345678", 0], "12345678"],
  ])("%s", async (_, stream, expected) => {
    const svg = renderSvg(marks(ESC, "a", 1, ...stream));
    expect(readByZbar(await renderPng(svg))).toContain(expected);
  });
});

describe("whatever comes", () => {
  test("is decoded and drawn, within bounds", () => {
    for (let seed = 0; seed < 200; seed++) {
      const next = random(seed);
      const starts = [ESC, GS, FS, DLE];
      const stream = randomBytes(next, 600).map((byte) =>
        next() < 0.15 ? (starts[byte & 3] ?? ESC) : byte,
      );
      expect(renderSvg(decodeEscPos(stream)).length).toBeLessThan(5_000_000);
    }
  });

  test("a stream that asks for symbols without end, or feeds without end, has a picture that ends", () => {
    const print = Array.from({ length: 2_000 }, () => [GS, "k", 2, "4006381333931", 0]).flat();
    expect(renderSvg(marks(...print))).toContain("the picture ends here");
    const svg = renderSvg(decodeEscPos(new Uint8Array(100_000).fill(0x0a)));
    expect(Number(/ height="(\d+)"/.exec(svg)?.[1])).toBeLessThan(31_000);
  });

  test("what no picture shows is counted", () => {
    expect(unknownIn(marks("a\n", GS, "X", FS, "p", 1, 0))).toMatchObject([
      { hex: "1d 58" },
      { name: "image in the printer's memory" },
    ]);
  });
});

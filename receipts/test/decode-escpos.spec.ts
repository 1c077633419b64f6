import { describe, expect, test } from "vitest";
import { DEFAULT_PRINTER_PROFILE } from "@printermaster/contracts";
import {
  composeDocument,
  createDecoder,
  decodeEscPos,
  isBlank,
  textLines,
  tickets,
} from "../src/index.ts";
import { random, randomBytes, randomReceipt } from "./random-documents.ts";

const bytes = (...parts: (string | number)[]) =>
  Uint8Array.from(
    parts.flatMap((part) =>
      typeof part === "string" ? Array.from(Buffer.from(part, "latin1")) : [part],
    ),
  );
const marks = (...parts: (string | number)[]) =>
  decodeEscPos(bytes(...parts)).map((item) => ({ ...item, bytes: undefined }));

const [ESC, FS, GS, DLE] = [0x1b, 0x1c, 0x1d, 0x10];

describe("what stands on the paper", () => {
  test("runs know their style and the column they begin in", () => {
    const [line] = marks("a", ESC, "E", 1, "bc", GS, "!", 0x21, "d\n");
    expect(line).toMatchObject({
      width: 72,
      advance: 48,
      runs: [
        { text: "a", left: 0, style: { bold: false, width: 1 } },
        { text: "bc", left: 12, style: { bold: true, width: 1 } },
        { text: "d", left: 36, style: { bold: true, width: 3, height: 2 } },
      ],
    });
  });

  test("ESC ! sets bold, underline and double size at once", () => {
    expect(marks(ESC, "!", 0xb8, "x\n")).toMatchObject([
      { runs: [{ style: { bold: true, underline: 1, width: 2, height: 2 } }] },
    ]);
  });

  test("the code page decides about the letter", () => {
    const euro = (page: number, byte: number) =>
      textLines(decodeEscPos(bytes(ESC, "t", page, byte, "\n")));
    expect([euro(19, 0xd5), euro(16, 0x80), euro(2, 0x84), euro(0, 0xe1)]).toEqual([
      ["€"],
      ["€"],
      ["ä"],
      ["ß"],
    ]);
  });

  test("a line longer than the paper goes on in the next, as on paper", () => {
    expect(textLines(decodeEscPos(bytes("x".repeat(50))))).toEqual(["x".repeat(48), "xx"]);
  });

  test("tabs stop at every eighth column", () => {
    expect(textLines(decodeEscPos(bytes("a\tb\n")))).toEqual(["a       b"]);
  });

  test("alignment given within a line is not obeyed", () => {
    expect(marks("a", ESC, "a", 2, "b\n")).toMatchObject([{ kind: "line", align: "left" }]);
  });

  test("cuts are full or partial, with and without a feed", () => {
    const cuts = marks(GS, "V", 0, GS, "V", 1, GS, "V", 65, 9, GS, "V", 66, 9, ESC, "i", ESC, "m");
    expect(cuts).toEqual(
      [false, true, false, true, false, true].map((partial) => ({
        kind: "cut",
        partial,
        bytes: undefined,
      })),
    );
  });

  test("a ticket ends at its cut, and feeding alone is no ticket", () => {
    const list = decodeEscPos(bytes("one\n", GS, "V", 0, "two\n", GS, "V", 0, ESC, "d", 3));
    expect(tickets(list).map(textLines)).toEqual([["one"], ["two"]]);
    expect(isBlank(decodeEscPos(bytes("\n", ESC, "d", 3, GS, "r", 1)))).toBe(true);
  });

  test("a status request within a line neither breaks the line nor belongs to its bytes", () => {
    const [status, line] = decodeEscPos(bytes("a", DLE, 4, 1, "b\n"));
    expect(status).toMatchObject({ kind: "status", question: "real-time", n: 1 });
    expect(line?.bytes).toEqual(bytes("ab\n"));
  });
});

describe("what the decoder does not know", () => {
  test("is shown with its hex, and the text after it stays readable", () => {
    expect(marks(GS, "X", "after\n")).toMatchObject([
      { kind: "unknown", hex: "1d 58", length: 2 },
      { kind: "line", runs: [{ text: "after" }] },
    ]);
  });

  test.each([
    ["an image in the printer's memory", [FS, "p", 1, 0]],
    ["a barcode that is none", [GS, "k", 73, 3, "A12"]],
    ["an order of page mode", [ESC, "W", "\x1b@\x1dV\x00\x00\x00\x00"]],
    ["a macro", [GS, "^", 1, 2, 1]],
    ["a symbol of another kind", [GS, "(k", 3, 0, 0x32, 0x51, 0x30]],
    ["letters of one's own", [ESC, "&", 1, 65, 66, 2, 0x1b, 0x40, 1, 0x1d]],
    ["a code page nobody has", [ESC, "t", 99]],
  ])("%s is stepped over whole and shown once", (_, command) => {
    const list = marks(...command, "after\n");
    expect(list).toHaveLength(2);
    expect(list[0]).toMatchObject({ kind: "unknown", length: bytes(...command).length });
    expect(list[1]).toMatchObject({ runs: [{ text: "after" }] });
  });

  test("stray control bytes are shown, NUL and CR are not", () => {
    expect(marks(0x06, 0x00, 0x0d, 0x7f)).toMatchObject([{ hex: "06" }, { hex: "7f" }]);
  });

  test("a command broken off by the end is shown", () => {
    const decoder = createDecoder();
    expect(decoder.push(bytes("a", GS, "(k", 9))).toEqual([]);
    expect(decoder.insideCommand).toBe(true);
    expect(decoder.end()).toMatchObject([
      { kind: "line" },
      { kind: "unknown", hex: "1d 28 6b 09" },
    ]);
  });

  test("a declared length of megabytes does not swallow what follows", () => {
    const list = decodeEscPos(bytes(GS, "v0", 0, 255, 255, 255, 255, "after\n"));
    expect(textLines(list)).toEqual(["after"]);
    expect(list[0]).toMatchObject({ kind: "unknown", length: 8 });
  });
});

describe("a stream in pieces", () => {
  const streams = Array.from({ length: 60 }, async (_, seed) => {
    const next = random(seed);
    const composed = await composeDocument(randomReceipt(next), DEFAULT_PRINTER_PROFILE);
    const stream =
      seed % 2 === 0
        ? composed
        : Uint8Array.from([...composed, ...randomBytes(next, 400), ...composed]);
    return { next, stream };
  });

  test("decodes to the same items however it is divided", async () => {
    for (const { next, stream } of await Promise.all(streams)) {
      const decoder = createDecoder();
      const items = [];
      for (let from = 0; from < stream.length;) {
        const to = from + 1 + Math.floor(next() * 7);
        items.push(...decoder.push(stream.slice(from, to)));
        from = to;
      }
      expect([...items, ...decoder.end()]).toEqual(decodeEscPos(stream));
    }
  });

  test("of composed bytes, the items give the stream back", async () => {
    for (const { stream } of (await Promise.all(streams)).filter((_, index) => index % 2 === 0))
      expect(Buffer.concat(decodeEscPos(stream).map((item) => item.bytes))).toEqual(
        Buffer.from(stream),
      );
  });
});

// A bug here would look like this: a guest's note resets the printer, a long word runs off the paper, a letter of an allergy is missing.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Block, CodePage, PrinterProfile } from "@printermaster/contracts";
import { composeDocument, decodeEscPos, textLines } from "../src/index.ts";
import { heldByAny, legible, pagesOf } from "../src/code-pages.ts";
import { bandsIn } from "./bands.ts";

const UNSEEN = Array.from("\x1b\x1d\x10\x04\x14\x00\x7f\x9b\u202e");
/** Letters of the code page, control bytes and what printers obey, and now and then any other character. */
const words = fc.string({
  maxLength: 60,
  unit: fc.oneof(
    { weight: 20, arbitrary: fc.constantFrom(...Array.from("abcdefghijk LMNOP0123,.éüß€|łΩжğ\n")) },
    {
      weight: 4,
      arbitrary: fc.constantFrom("@", ...UNSEEN),
    },
    { weight: 1, arbitrary: fc.string({ minLength: 1, maxLength: 1, unit: "grapheme" }) },
  ),
});
const profile = fc.record<PrinterProfile>({
  columns: fc.constantFrom(32, 42, 48),
  codePage: fc.constantFrom("cp858", "cp1252"),
  codePages: fc.constantFrom<CodePage[]>([], ["cp852"], ["cp1250", "cp1251", "cp1253", "cp857"]),
  cutter: fc.boolean(),
  drawer: fc.boolean(),
  raster: fc.constant("auto"),
  qr: fc.boolean(),
  barcodes: fc.boolean(),
});
const align = fc.constantFrom("left", "center", "right");
const block: fc.Arbitrary<Block> = fc.oneof(
  fc.record({
    type: fc.constant("text"),
    text: words,
    align,
    size: fc.integer({ min: 1, max: 4 }),
    bold: fc.boolean(),
  }),
  fc.record({
    type: fc.constant("columns"),
    cells: fc.array(fc.record({ text: words, align }), { minLength: 1, maxLength: 4 }),
    size: fc.integer({ min: 1, max: 2 }),
  }),
);

const runs = { numRuns: 150 };
const composed = async (blocks: Block[], on: PrinterProfile) =>
  await composeDocument({ kind: "receipt", blocks }, on);

describe("whatever people write", () => {
  test("no control byte of it reaches the printer", async () => {
    await fc.assert(
      fc.asyncProperty(words, profile, async (text, on) => {
        const rest = withoutOwn(await composed([{ type: "text", text }], on));
        expect(rest.filter((byte) => (byte < 0x20 && byte !== 0x0a) || byte === 0x7f)).toEqual([]);
      }),
      runs,
    );
  });

  test("what nobody can see of it changes nothing on the paper", async () => {
    await fc.assert(
      fc.asyncProperty(words, profile, async (text, on) => {
        const seen = Array.from(text).filter((char) => !UNSEEN.includes(char));
        expect(await composed([{ type: "text", text }], on)).toEqual(
          await composed([{ type: "text", text: seen.join("") }], on),
        );
      }),
      runs,
    );
  });

  test("nothing is wider than the paper", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(block, { minLength: 1, maxLength: 5 }),
        profile,
        async (all, on) => {
          const bytes = await composed(all, on);
          expect(bandsIn(bytes).width).toBeLessThanOrEqual(on.columns * 12);
          for (const item of decodeEscPos(bytes, { columns: 10_000 }))
            if (item.kind === "line") expect(item.width).toBeLessThanOrEqual(on.columns * 12);
        },
      ),
      runs,
    );
  });

  test("every character stands on the paper, in the printer's letters or drawn", async () => {
    await fc.assert(
      fc.asyncProperty(words, profile, async (text, on) => {
        const bytes = await composed([{ type: "text", text }], on);
        const lines = legible(text).split("\n");
        const plain = lines.map((line) => heldByAny(line, pagesOf(on)));
        const shown = textLines(decodeEscPos(bytes, { columns: 10_000 })).join("");
        expect(inked(shown)).toBe(inked(plain.join("")));
        const drawn = plain.filter((line) => line === undefined).length;
        expect(bandsIn(bytes).height).toBeGreaterThanOrEqual(drawn * 32);
      }),
      runs,
    );
  });
});

const inked = (text: string): string => text.replace(/\s/g, "");

/** The stream without the commands that the composer writes: reset, code page, styles, bands, feed and cut. */
function withoutOwn(bytes: Uint8Array): number[] {
  const rest: number[] = [];
  for (let at = 0; at < bytes.length;) {
    const length = ownLength(bytes, at);
    if (length === 0) rest.push(bytes[at] ?? 0);
    at += Math.max(1, length);
  }
  return rest;
}

function ownLength(bytes: Uint8Array, at: number): number {
  const [first, second] = [bytes[at], String.fromCharCode(bytes[at + 1] ?? 0)];
  if (first === 0x1b) return second === "@" ? 2 : "taEd-".includes(second) ? 3 : 0;
  if (first !== 0x1d) return 0;
  if (second === "v") return 8 + (bytes[at + 4] ?? 0) * (bytes[at + 6] ?? 0);
  return "!BV".includes(second) ? 3 : 0;
}

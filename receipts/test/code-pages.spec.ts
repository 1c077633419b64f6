// A bug here would look like this: Cyrillic as a slow picture on a printer that has the letters, or as another alphabet's letters.
import { describe, expect, test } from "vitest";
import { CodePage, profileOf, type Block, type PrinterProfile } from "@printermaster/contracts";
import { encode, numberOf } from "../src/code-pages.ts";
import { composeDocument, decodeEscPos, textLines } from "../src/index.ts";

const epson = profileOf({ model: "tm-t20ii" });
const composed = async (on: PrinterProfile, ...blocks: Block[]) =>
  decodeEscPos(await composeDocument({ kind: "receipt", blocks }, on));
const text = (words: string): Block => ({ type: "text", text: words });
const drawn = (list: ReturnType<typeof decodeEscPos>) =>
  list.filter(({ kind }) => kind === "image").length;

describe("a printer with the letters of", () => {
  test.each([
    ["Greek", "Ελληνικός καφές 2,50 €"],
    ["Russian", "Борщ украинский 3,50 €"],
    ["Polish", "Żurek z jajkiem i łososiem 12,50 €"],
    ["Turkish", "Fiyatı ğüş İıŞ 9,00 €"],
    ["Lithuanian", "Šaltibarščiai ąčęėįšųū 4,00 €"],
    ["German", "Käse-Spätzle 9,80 €"],
  ])("%s is sent them as text", async (_, words) => {
    const list = await composed(epson, text(words));
    expect([textLines(list), drawn(list)]).toEqual([[words], 0]);
  });

  test("several alphabets writes each line in one that holds it, also after a cut", async () => {
    const list = await composed(epson, text("Борщ\nŻurek\nKäse"), { type: "cut" }, text("Ωμέγα"));
    expect(textLines(list)).toEqual(["Борщ", "Żurek", "Käse", "Ωμέγα"]);
  });

  test("only some draws the others, and lines of two alphabets that no page has together", async () => {
    const cheap = profileOf({ model: "zj-5870" });
    const list = await composed(cheap, text("Борщ\nΕλληνικός"));
    expect([textLines(list), drawn(list)]).toEqual([["Борщ"], 1]);
    const cells = [{ text: "Борщ" }, { text: "Żurek" }];
    const mixed = await composed(epson, { type: "columns", cells });
    expect([textLines(mixed), drawn(mixed)]).toEqual([[], 1]);
  });
});

test("a printer that is not known is sent no letters but those all have", async () => {
  const list = await composed(profileOf({}), text("Борщ"));
  expect([textLines(list), drawn(list)]).toEqual([[], 1]);
});

test.each(CodePage.options)("what is written in %s is read as what was meant", (page) => {
  for (let codePoint = 0x20; codePoint < 0x2600; codePoint++) {
    const letter = String.fromCodePoint(codePoint);
    const bytes = encoded(letter, page);
    if (bytes === undefined || codePoint === 0xa0) continue;
    const stream = Uint8Array.of(0x1b, 0x74, numberOf(page), ...bytes);
    expect(textLines(decodeEscPos(stream))).toEqual([letter]);
  }
});

function encoded(letter: string, page: CodePage): Uint8Array | undefined {
  try {
    return encode(letter, page);
  } catch {
    return undefined;
  }
}

// A bug here would look like this: a till's own receipts, sent raw, with red warnings where there was text, or another alphabet's letters.
import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { decodeEscPos, renderPng, renderSvg, textLines, unknownIn } from "../src/index.ts";
import { hasZbar, readByZbar } from "./zbar.ts";

const folder = new URL("golden/foreign/", import.meta.url);
const listOf = (name: string) => decodeEscPos(readFileSync(new URL(`${name}.bin`, folder)));

const BARCODES = ["4006381333931", "TABLE42", "Rcpt-42", "12345678"];
const QR = "https://example.test/r/4711";
const LATIN = ["Café Amélie", "underlined", "inverted", "Flat white", "3,90"];
const ALPHABETS = ["Борщ", "Ελληνικός", "Żurek łosoś", "Fiyatı ğüş"];
const ENCODER = [...LATIN, "italic", "Boxed words", "small letters", "normal letters"];
const PYTHON = [...LATIN, "Total 13,50 €", "small letters", "flipped", "Sized", "after the cut"];
const LINE_MARKUP = ["Café Amélie", "Demo Street 1", "Flat white", "13,50 €", "inverted"];
const BUFFER = ["Café Amélie", "Bold Text", "Áçênts R$ 5,00", "condensed", "Sized", "normal again"];

type Meant = { readonly texts: readonly string[]; readonly codes?: readonly string[] };

const MEANT: Readonly<Record<string, Meant>> = {
  "receiptline-escpos": { texts: LINE_MARKUP, codes: [...BARCODES, QR] },
  "receiptline-impact": { texts: LINE_MARKUP },
  "receiptline-cp852": { texts: ["Żurek łosoś"] },
  "receiptline-cp866": { texts: ["Борщ 350 руб"] },
  "receiptline-cp932": { texts: ["味噌ラーメン ﾃｽﾄ 980円"] },
  "receiptline-cp936": { texts: ["宫保鸡丁 76元"] },
  "receiptline-cp949": { texts: ["비빔밥 9000원"] },
  "receiptline-tis620": { texts: ["ข้าวผัด"] },
  "receipt-printer-encoder-column": { texts: [...ENCODER, ...ALPHABETS], codes: [...BARCODES, QR] },
  "receipt-printer-encoder-raster": { texts: [...ENCODER, ...ALPHABETS], codes: [...BARCODES, QR] },
  "receipt-printer-encoder-epson-tm-t88v": {
    texts: [...ENCODER, ...ALPHABETS],
    codes: [...BARCODES, QR],
  },
  "esc-pos-encoder": {
    texts: [...LATIN, "Борщ 350", "Żurek łosoś"],
    codes: ["4006381333931", QR],
  },
  "escpos-buffer-tm-t20": { texts: BUFFER, codes: [QR] },
  "escpos-buffer-i9": { texts: BUFFER, codes: [QR] },
  "python-escpos-default": {
    texts: [...PYTHON, ...ALPHABETS, "שלום", "ﾃｽﾄ"],
    codes: [...BARCODES, QR, "https://example.test/img"],
  },
  "python-escpos-tm-t20ii": { texts: [...PYTHON, ...ALPHABETS, "שלום", "ﾃｽﾄ"], codes: [QR] },
  "python-escpos-tm-t88iii": { texts: [...PYTHON, "Борщ"], codes: [...BARCODES, QR] },
};

test("every stream that is kept is read", () => {
  const kept = readdirSync(folder).filter((file) => file.endsWith(".bin"));
  expect(kept.map((file) => file.slice(0, -4)).toSorted()).toEqual(Object.keys(MEANT).toSorted());
});

describe.each(Object.entries(MEANT))("the stream of %s", (name, { texts, codes = [] }) => {
  const list = listOf(name);

  test("has all its text, and nothing that is not known", () => {
    const shown = textLines(list).join("\n");
    expect(texts.filter((text) => !shown.includes(text))).toEqual([]);
    expect(unknownIn(list)).toEqual([]);
  });

  test.runIf(hasZbar && codes.length > 0)(
    "has codes that a scanner reads in its picture",
    async () => {
      const read = readByZbar(await renderPng(renderSvg(list)));
      expect(codes.filter((code) => !read.includes(code))).toEqual([]);
    },
  );
});

// A bug here would look like this: a till that waits for its receipts. The bounds are ten times what is promised, as machines are busy.
import { expect, test } from "vitest";
import { DEFAULT_PRINTER_PROFILE, type PrintDocument } from "@printermaster/contracts";
import { composeDocument } from "../src/index.ts";

const median = async (document: PrintDocument, times: number): Promise<number> => {
  const took: number[] = [];
  for (let count = 0; count < times; count++) {
    const begun = performance.now();
    await composeDocument(document, DEFAULT_PRINTER_PROFILE);
    took.push(performance.now() - begun);
  }
  return took.toSorted((a, b) => a - b)[times >> 1] ?? 0;
};

const ascii: PrintDocument = {
  kind: "receipt",
  blocks: [
    { type: "text", text: "Cafe Amelie", align: "center", bold: true, size: 2 },
    ...Array.from({ length: 20 }, (_, index) => ({
      type: "columns" as const,
      cells: [
        { text: `${index} x Flat white with oat milk`, width: 3 },
        { text: "9.00", align: "right" as const },
      ],
    })),
    { type: "rule" },
    { type: "qr", data: "https://example.test/r/123" },
    { type: "cut" },
  ],
};

test("a receipt in the printer's own letters is composed in a millisecond", async () => {
  await median(ascii, 20);
  const took = await median(ascii, 200);
  console.log(`ASCII receipt: ${took.toFixed(2)} ms`);
  expect(took).toBeLessThan(10);
});

test.each([
  "شاورما دجاج × 2 مع الخبز",
  "宫保鸡丁 2 份 76,00 元",
  "ข้าวผัดกะเพราไก่ไข่ดาว ฿60",
  "🥜 Peanuts ☕",
])("a line that has to be drawn takes fifteen after the first: %s", async (text) => {
  await median({ kind: "text", text }, 1);
  const took = await median({ kind: "text", text }, 25);
  console.log(`${text}: ${took.toFixed(2)} ms`);
  expect(took).toBeLessThan(150);
});

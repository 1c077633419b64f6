import type { PrintDocument } from "@printermaster/contracts";
import { receipt } from "../ours/receipt.ts";

/** In the printer's own letters, with the code that most receipts end with. */
export function plainReceipt(): PrintDocument {
  const coffee = receipt(1);
  if (coffee.kind !== "receipt") throw new Error("a receipt was asked for");
  const code = { type: "qr" as const, data: "https://example.test/r/4711" };
  return { kind: "receipt", blocks: [...coffee.blocks.slice(0, -1), code, { type: "cut" }] };
}

/** Each a line that no code page holds. */
export const DRAWN_LINES = {
  Arabic: "شاورما دجاج × 2 مع الخبز",
  Hebrew: "קפה הפוך גדול 14.00 ₪",
  Chinese: "宫保鸡丁 2 份 76,00 元",
  Japanese: "味噌ラーメン（大盛り） ¥980",
  Thai: "ข้าวผัดกะเพราไก่ไข่ดาว ฿60",
  Hindi: "क्षत्रिय स्पेशल थाली ₹310",
  emoji: "🥜 Peanuts ☕",
} as const;

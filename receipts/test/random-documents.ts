import type { Block, Receipt } from "@printermaster/contracts";

/** Mulberry32: the same seed gives the same documents on every machine. */
export function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export function randomBytes(next: () => number, length: number): Uint8Array {
  return Uint8Array.from({ length }, () => Math.floor(next() * 256));
}

const ALPHABETS = [
  "abc defghij klmnop qrstuvwxyz ABCDEFGHIJKLM 0123456789 .,:;-_#+*~'\"!§$%&/()=?{[]}\\<>|@^`",
  "äöüÄÖÜßéèêëàâçñÇ£¥ø×ÁÂÀãÐÊþ±¶÷¸°·¹³²",
  "\x00\x01\x02\x03\x04\x05\x07\x08\x09\x0b\x0c\x0d\x10\x14\x1b\x1c\x1d\x1e\x7f\x80\x84\x9b",
  "宫保鸡丁ไทยЖ‎‏‮‍️€‚„…😀👩‍🍳🥜ﬁ ",
  "\n  ",
].map((letters) => Array.from(letters));

function pick<T>(next: () => number, choices: readonly T[]): T {
  const choice = choices[Math.floor(next() * choices.length)];
  if (choice === undefined) throw new Error("nothing to pick from");
  return choice;
}

/** Text as customers and attackers type it: words, blank lines and control bytes; foreign scripts, which are drawn, if they are asked for. */
export function randomText(next: () => number, atMost: number, foreign = false): string {
  const weights = [0, 0, 0, 0, 1, 1, 2, ...(foreign ? [3] : []), 4];
  const length = Math.floor(next() * atMost);
  return Array.from({ length }, () =>
    pick(
      next,
      pick(
        next,
        weights.map((index) => ALPHABETS[index] ?? []),
      ),
    ),
  ).join("");
}

export function randomReceipt(next: () => number): Receipt {
  const count = 1 + Math.floor(next() * 8);
  return { kind: "receipt", blocks: Array.from({ length: count }, () => randomBlock(next)) };
}

function randomBlock(next: () => number): Block {
  const align = pick(next, ["left", "center", "right"] as const);
  switch (pick(next, ["text", "text", "columns", "rule", "qr", "feed", "cut"] as const)) {
    case "text":
      return {
        type: "text",
        text: randomText(next, 300),
        align,
        bold: next() < 0.5,
        underline: next() < 0.3,
        invert: next() < 0.2,
        size: pick(next, [1, 1, 2, 3, 4]),
      };
    case "columns":
      return {
        type: "columns",
        cells: Array.from({ length: 1 + Math.floor(next() * 8) }, () => ({
          text: randomText(next, 60),
          width: 0.1 + next() * 9,
          align,
        })),
      };
    case "rule":
      return { type: "rule" };
    case "qr":
      return { type: "qr", data: `q${randomText(next, 200)}`, size: pick(next, [1, 4, 8]) };
    case "feed":
      return { type: "feed", lines: pick(next, [1, 20]) };
    case "cut":
      return { type: "cut" };
  }
}

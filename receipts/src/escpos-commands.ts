// The commands a printer understands: how long each is, and what it does to the paper.
import type { CodePage } from "./code-pages.ts";
import type { Align, Correction } from "./display-list.ts";
import type { Paper } from "./paper.ts";

export type Bytes = readonly number[];
export type Command = {
  /** Of the whole command, from its first bytes; undefined while too few have come. */
  length(seen: Bytes): number | undefined;
  /** Absent for commands that are stepped over whole but not drawn: they are shown as unknown. */
  effect?(paper: Paper, bytes: Bytes): void;
};

const DLE = 0x10;
const ESC = 0x1b;
const FS = 0x1c;
const GS = 0x1d;
/** Commands begin with one of these; the second byte chooses. */
export const PREFIXES: ReadonlySet<number> = new Set([DLE, ESC, FS, GS]);

const COMMANDS = new Map<number, Command>();

export function commandFor(prefix: number, operation: number): Command | undefined {
  return COMMANDS.get((prefix << 8) | operation);
}

const ALIGNMENTS: readonly Align[] = ["left", "center", "right"];
const CODE_PAGES: Readonly<Record<number, CodePage>> = {
  0: "cp437",
  2: "cp850",
  16: "cp1252",
  19: "cp858",
};
const CORRECTIONS: readonly Correction[] = ["L", "M", "Q", "H"];
const PARTIAL_CUTS: ReadonlySet<number> = new Set([0x01, 0x31, 0x42, 0x62, 0x68]);
const utf8 = new TextDecoder();

define(ESC, "@", fixed(2), (paper) => paper.reset());
define(ESC, "t", fixed(3), (paper, bytes) => {
  const codePage = CODE_PAGES[at(bytes, 2)];
  if (codePage === undefined) paper.unknown(bytes);
  else paper.codePage = codePage;
});
define(ESC, "a", fixed(3), (paper, bytes) => paper.align(ALIGNMENTS[digit(bytes, 2)] ?? "left"));
define(
  ESC,
  "E",
  fixed(3),
  (paper, bytes) => (paper.style = { ...paper.style, bold: isOdd(bytes, 2) }),
);
define(
  ESC,
  "G",
  fixed(3),
  (paper, bytes) => (paper.style = { ...paper.style, bold: isOdd(bytes, 2) }),
);
define(
  ESC,
  "-",
  fixed(3),
  (paper, bytes) => (paper.style = { ...paper.style, underline: digit(bytes, 2) > 0 }),
);
define(
  GS,
  "B",
  fixed(3),
  (paper, bytes) => (paper.style = { ...paper.style, invert: isOdd(bytes, 2) }),
);
define(GS, "!", fixed(3), (paper, bytes) => {
  const n = at(bytes, 2);
  paper.style = { ...paper.style, width: ((n >> 4) & 7) + 1, height: (n & 7) + 1 };
});
define(ESC, "!", fixed(3), (paper, bytes) => {
  const n = at(bytes, 2);
  if (n & 0x01) paper.unknown(bytes); // font B
  const [width, height] = [n & 0x20 ? 2 : 1, n & 0x10 ? 2 : 1];
  paper.style = { ...paper.style, bold: (n & 0x08) > 0, underline: (n & 0x80) > 0, width, height };
});
define(ESC, "d", fixed(3), (paper, bytes) => paper.feed(at(bytes, 2)));
define(ESC, "i", fixed(2), (paper) => paper.cut(false));
define(ESC, "m", fixed(2), (paper) => paper.cut(true));
define(GS, "V", cutLength, (paper, bytes) => paper.cut(PARTIAL_CUTS.has(at(bytes, 2))));
define(GS, "(", counted, (paper, bytes) => {
  if (at(bytes, 2) === code("k") && at(bytes, 5) === 0x31) qrFunction(paper, bytes);
  else paper.unknown(bytes);
});
define(GS, "r", fixed(3), (paper, bytes) => paper.status(false, at(bytes, 2), bytes));
define(DLE, "\x04", fixed(3), (paper, bytes) => paper.status(true, at(bytes, 2), bytes));

// No mark on the paper: default line spacing, kanji mode off, automatic status, printer identity.
define(ESC, "2", fixed(2), () => {});
define(FS, ".", fixed(2), () => {});
define(GS, "a", fixed(3), () => {});
define(GS, "I", fixed(3), () => {});

// Stepped over: spacing, font, character set, rotation, upside down, dot feed, drawer, margins, barcodes, images, buzzer.
for (const operation of "3 MRV{JB") define(ESC, operation, fixed(operation === "B" ? 4 : 3));
for (const operation of "Hhwfb") define(GS, operation, fixed(3));
for (const operation of "LWP$") define(GS, operation, fixed(4));
define(ESC, "p", fixed(5));
define(ESC, "$", fixed(4));
define(ESC, "*", (seen) =>
  seen.length < 5 ? undefined : 5 + word(seen, 3) * (at(seen, 2) < 32 ? 1 : 3),
);
define(GS, "v", (seen) => (seen.length < 8 ? undefined : 8 + word(seen, 4) * word(seen, 6)));
define(GS, "k", barcodeLength);
define(DLE, "\x05", fixed(3));
define(DLE, "\x14", fixed(5));

function define(
  prefix: number,
  operation: string,
  length: Command["length"],
  effect?: Command["effect"],
): void {
  COMMANDS.set(
    (prefix << 8) | code(operation),
    effect === undefined ? { length } : { length, effect },
  );
}

function qrFunction(paper: Paper, bytes: Bytes): void {
  switch (at(bytes, 6)) {
    case 0x41: // model: drawn as model 2 always
      return;
    case 0x43:
      paper.symbol = { ...paper.symbol, moduleSize: at(bytes, 7) };
      return;
    case 0x45:
      paper.symbol = { ...paper.symbol, correction: CORRECTIONS[digit(bytes, 7)] ?? "L" };
      return;
    case 0x50:
      paper.symbol = { ...paper.symbol, data: utf8.decode(Uint8Array.from(bytes.slice(8))) };
      return;
    case 0x51:
      return paper.qr();
    default:
      return paper.unknown(bytes);
  }
}

function fixed(length: number): Command["length"] {
  return () => length;
}

/** `GS ( x pL pH`, followed by that many bytes. */
function counted(seen: Bytes): number | undefined {
  return seen.length < 5 ? undefined : 5 + word(seen, 3);
}

/** From 41 hex on, the cut has a feed distance behind it. */
function cutLength(seen: Bytes): number | undefined {
  return seen.length < 3 ? undefined : at(seen, 2) >= 0x41 ? 4 : 3;
}

/** Types up to 6 end with a zero byte (looked for as each byte comes), the later ones say their length. */
function barcodeLength(seen: Bytes): number | undefined {
  if (seen.length < 4) return undefined;
  if (at(seen, 2) > 6) return 4 + at(seen, 3);
  return seen.at(-1) === 0 || seen.length > 258 ? seen.length : undefined;
}

function code(char: string): number {
  return char.charCodeAt(0);
}

function at(bytes: Bytes, index: number): number {
  return bytes[index] ?? 0;
}

function word(bytes: Bytes, index: number): number {
  return at(bytes, index) | (at(bytes, index + 1) << 8);
}

/** Many commands take 1 and "1" alike. */
function digit(bytes: Bytes, index: number): number {
  const n = at(bytes, index);
  return n >= 0x30 && n <= 0x39 ? n - 0x30 : n;
}

function isOdd(bytes: Bytes, index: number): boolean {
  return at(bytes, index) % 2 === 1;
}

// Which of a printer's single-byte alphabets holds a text, and as which bytes.
import type { CodePage, PrinterProfile } from "@printermaster/contracts";
import { upperHalf } from "./escpos/letters.ts";

const UNDEFINED = "\ufffd";
const NO_BREAK_SPACE = "\u00a0";

/** As Epson numbers them for `ESC t`. */
const NUMBERS: Readonly<Record<CodePage, number>> = {
  cp437: 0,
  cp850: 2,
  cp857: 13,
  cp737: 14,
  cp1252: 16,
  cp866: 17,
  cp852: 18,
  cp858: 19,
  cp775: 33,
  cp1250: 45,
  cp1251: 46,
  cp1253: 47,
  cp1254: 48,
  cp1257: 51,
};

export function numberOf(codePage: CodePage): number {
  return NUMBERS[codePage];
}

export function pagesOf({ codePage, codePages }: PrinterProfile): readonly CodePage[] {
  return [codePage, ...codePages];
}

/** Text as people will read it: composed, without control characters, bidi controls and whatever else nobody can see. Joiners stay. */
export function legible(text: string): string {
  if (ASCII.test(text)) return text;
  return plainSpaced(text.normalize("NFC")).replace(UNSEEN, "");
}

/** A legible line as this code page holds it; undefined if it lacks one of the characters a reader sees. */
export function held(line: string, codePage: CodePage): string | undefined {
  if (ASCII.test(line)) return line;
  const bytes = bytesOf(codePage);
  let result = "";
  for (const { segment } of graphemes.segment(line)) {
    const visible = segment.replace(JOINING, "");
    if (visible !== "" && !bytes.has(visible)) return undefined;
    result += visible;
  }
  return result;
}

/** Expects what `held` returned. */
export function encode(line: string, codePage: CodePage): Uint8Array {
  const bytes = bytesOf(codePage);
  return Uint8Array.from(line, (char) => {
    const byte = bytes.get(char);
    if (byte === undefined)
      throw new Error(`not in ${codePage}: U+${char.codePointAt(0)?.toString(16)}`);
    return byte;
  });
}

/** As the first of these holds it. */
export function heldByAny(line: string, codePages: readonly CodePage[]): string | undefined {
  for (const codePage of codePages) {
    const text = held(line, codePage);
    if (text !== undefined) return text;
  }
  return undefined;
}

/** The first of these that has all letters of what `held` returned. */
export function pageFor(text: string, codePages: readonly CodePage[]): CodePage | undefined {
  return codePages.find((codePage) => {
    const bytes = bytesOf(codePage);
    return Array.from(text).every((char) => bytes.has(char));
  });
}

const graphemes = new Intl.Segmenter("und", { granularity: "grapheme" });

const ASCII = /^[\x20-\x7e\n]*$/;

/** Joiners, which shape Indic letters and join emoji, and variation selectors. */
const JOINING = /\u200c|\u200d|[\ufe00-\ufe0f]/gu;

/** Control characters but LF; bidi controls, soft hyphens and the like; halves of characters. */
const UNSEEN = /(?!\n)\p{Cc}|(?![\u200c\u200d])\p{Cf}|\p{Cs}/gu;

function plainSpaced(text: string): string {
  return text
    .replace(/\r\n?|[\u2028\u2029]/g, "\n")
    .replace(/[\u2007\u202f]/g, NO_BREAK_SPACE)
    .replace(/\t|(?!\u00a0)\p{Zs}/gu, " ");
}

const known = new Map<CodePage, ReadonlyMap<string, number>>();

function bytesOf(codePage: CodePage): ReadonlyMap<string, number> {
  const bytes = known.get(codePage) ?? readBytes(upperHalf(NUMBERS[codePage]) ?? "");
  known.set(codePage, bytes);
  return bytes;
}

function readBytes(upper: string): ReadonlyMap<string, number> {
  const bytes = new Map<string, number>();
  Array.from(upper).forEach((char, index) => {
    if (char !== UNDEFINED) bytes.set(char, 0x80 + index);
  });
  for (let byte = 0x20; byte < 0x7f; byte++) bytes.set(String.fromCharCode(byte), byte);
  // Some printers draw a glyph at FF or A0.
  return bytes.set(NO_BREAK_SPACE, 0x20);
}

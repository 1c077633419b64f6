// The single-byte alphabets of receipt printers: what fits one, and as which byte.

export type CodePage = "cp437" | "cp850" | "cp858" | "cp1252";

const UNDEFINED = "\ufffd";
const NO_BREAK_SPACE = "\u00a0";

// The upper halves, bytes 80 to FF, in order.
const CP437 =
  "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐" +
  "└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u00a0";
const CP850 =
  "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø£Ø×ƒáíóúñÑªº¿®¬½¼¡«»░▒▓│┤ÁÂÀ©╣║╗╝¢¥┐" +
  "└┴┬├─┼ãÃ╚╔╩╦╠═╬¤ðÐÊËÈıÍÎÏ┘┌█▄¦Ì▀ÓßÔÒõÕµþÞÚÛÙýÝ¯´\u00ad±‗¾¶§÷¸°¨·¹³²■\u00a0";
const CP1252 =
  "€\ufffd‚ƒ„…†‡ˆ‰Š‹Œ\ufffdŽ\ufffd\ufffd‘’“”•–—˜™š›œ\ufffdžŸ" +
  Array.from({ length: 96 }, (_, index) => String.fromCharCode(0xa0 + index)).join("");

const UPPER: Record<CodePage, string> = {
  cp437: CP437,
  cp850: CP850,
  cp858: CP850.replace("ı", "€"),
  cp1252: CP1252,
};

const BYTES = {
  cp858: bytesOf("cp858"),
  cp1252: bytesOf("cp1252"),
};

export type PrintableCodePage = keyof typeof BYTES;

/** Text as people will read it: composed, without control characters, bidi controls and whatever else nobody can see. Joiners stay. */
export function legible(text: string): string {
  if (ASCII.test(text)) return text;
  return plainSpaced(text.normalize("NFC")).replace(UNSEEN, "");
}

/** A legible line as this code page holds it; undefined if it lacks one of the characters a reader sees. */
export function held(line: string, codePage: PrintableCodePage): string | undefined {
  if (ASCII.test(line)) return line;
  const bytes = BYTES[codePage];
  let result = "";
  for (const { segment } of graphemes.segment(line)) {
    const visible = segment.replace(JOINING, "");
    if (visible !== "" && !bytes.has(visible)) return undefined;
    result += visible;
  }
  return result;
}

/** Expects what `held` returned. */
export function encode(line: string, codePage: PrintableCodePage): Uint8Array {
  const bytes = BYTES[codePage];
  return Uint8Array.from(line, (char) => {
    const byte = bytes.get(char);
    if (byte === undefined)
      throw new Error(`not in ${codePage}: U+${char.codePointAt(0)?.toString(16)}`);
    return byte;
  });
}

export function decode(byte: number, codePage: CodePage): string {
  if (byte < 0x80) return String.fromCharCode(byte);
  const char = UPPER[codePage].charAt(byte - 0x80);
  return char === NO_BREAK_SPACE ? " " : char;
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

function bytesOf(codePage: CodePage): ReadonlyMap<string, number> {
  const bytes = new Map<string, number>();
  for (let byte = 0x20; byte < 0x7f; byte++) bytes.set(String.fromCharCode(byte), byte);
  Array.from(UPPER[codePage]).forEach((char, index) => {
    if (char !== UNDEFINED) bytes.set(char, 0x80 + index);
  });
  // Some printers draw a glyph at FF or A0.
  return bytes.set(NO_BREAK_SPACE, 0x20);
}

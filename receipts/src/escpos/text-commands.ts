// Letters: their alphabet, style and size.
import type { Align } from "../display-list.ts";
import { args, at, counted, digit, isOdd } from "./arguments.ts";
import type { Bytes } from "./arguments.ts";
import { command, ESC, FS, GS, markless } from "./command.ts";
import type { Command } from "./command.ts";
import { isNational, upperHalf } from "./letters.ts";
import type { Multibyte } from "./multibyte.ts";
import type { Paper } from "../paper.ts";

const ALIGNMENTS: readonly Align[] = ["left", "center", "right"];

export const TEXT_COMMANDS: readonly Command[] = [
  command(ESC, "@", "initialize", args(0), (paper) => paper.reset()),
  command(ESC, "t", "code page", args(1), (paper, bytes) => {
    const codePage = at(bytes, 2);
    if (codePage !== 0 && upperHalf(codePage) === undefined) paper.unknown(bytes, "code page");
    paper.set({ codePage });
  }),
  command(ESC, "R", "national letters", args(1), (paper, bytes) => {
    const national = at(bytes, 2);
    if (!isNational(national)) return paper.unknown(bytes, "national letters");
    paper.set({ national });
    if (national === KOREA) koreanLetters(paper);
  }),
  command(ESC, "a", "alignment", args(1), (paper, bytes) =>
    paper.setAtLineStart({ align: ALIGNMENTS[digit(bytes, 2)] ?? "left" }),
  ),
  command(ESC, "E", "bold", args(1), (paper, bytes) => paper.style({ bold: isOdd(bytes, 2) })),
  command(ESC, "G", "double strike", args(1), (paper, bytes) =>
    paper.style({ bold: isOdd(bytes, 2) }),
  ),
  command(ESC, "-", "underline", args(1), (paper, bytes) =>
    paper.style({ underline: thickness(bytes) }),
  ),
  command(ESC, "M", "font", args(1), (paper, bytes) =>
    paper.style({ font: digit(bytes, 2) === 0 ? "A" : "B" }),
  ),
  command(ESC, "!", "print mode", args(1), printMode),
  command(ESC, "{", "upside down", args(1), (paper, bytes) =>
    paper.set({ upsideDown: isOdd(bytes, 2) }),
  ),
  command(ESC, "V", "turned letters", args(1), (paper, bytes) => {
    if (digit(bytes, 2) > 0) paper.unknown(bytes, "turned letters");
  }),
  command(ESC, "r", "second colour", args(1), markless),
  command(ESC, "&", "letters of one's own", ownLetters),
  command(ESC, "%", "letters of one's own", args(1), markless),
  command(ESC, "?", "letters of one's own", args(1), markless),
  command(GS, "!", "size", args(1), (paper, bytes) => {
    const n = at(bytes, 2);
    paper.style({ width: ((n >> 4) & 7) + 1, height: (n & 7) + 1 });
  }),
  command(GS, "B", "white on black", args(1), (paper, bytes) =>
    paper.style({ invert: isOdd(bytes, 2) }),
  ),
  command(GS, "b", "smoothing", args(1), markless),
  command(FS, "&", "wide letters", args(0), (paper) =>
    paper.set({ multibyte: paper.settings.multibyteNext }),
  ),
  command(FS, ".", "no wide letters", args(0), (paper) => paper.set({ multibyte: undefined })),
  // Shift JIS needs no `FS &`: its letters cannot be taken for others.
  command(FS, "C", "system of wide letters", args(1), (paper, bytes) => {
    const shiftJis = digit(bytes, 2) === 1;
    if (shiftJis) paper.set({ multibyte: "shift_jis", multibyteNext: "shift_jis" });
    else paper.set({ multibyteNext: "gb18030" });
  }),
  command(ESC, "\x0f", "narrow letters", args(0), (paper) => paper.style({ font: "B" })),
  // Printers of receipts have no slanted letters, and older ones took no argument.
  command(ESC, "4", "italic", args(0), markless),
  command(ESC, "5", "no italic", args(0), markless),
  command(FS, "(", "wide letters", counted, wideLetters),
  command(FS, "!", "style of wide letters", args(1), markless),
  command(FS, "-", "underline of wide letters", args(1), markless),
  command(FS, "S", "spacing of wide letters", args(2), markless),
  command(FS, "W", "size of wide letters", args(1), markless),
  command(FS, "2", "wide letters of one's own", args(74)),
];

/** Of a printer for Korea, whose pairs of bytes are Korean letters. */
const KOREA = 13;

function koreanLetters(paper: Paper): void {
  const { multibyte } = paper.settings;
  const changed = multibyte === undefined ? {} : { multibyte: "euc-kr" as const };
  paper.set({ multibyteNext: "euc-kr", ...changed });
}

/** `ESC & y c1 c2`, then for each letter its width and `y` bytes a column. */
function ownLetters(seen: Bytes): number | undefined {
  let end = 5;
  for (let letter = at(seen, 3); letter <= at(seen, 4); letter++) {
    if (seen.length <= end) return undefined;
    end += 1 + at(seen, end) * at(seen, 2);
  }
  return seen.length < 5 ? undefined : end;
}

function thickness(bytes: Bytes): 0 | 1 | 2 {
  const n = digit(bytes, 2);
  return n === 1 || n === 2 ? n : 0;
}

function printMode(paper: Paper, bytes: Bytes): void {
  const n = at(bytes, 2);
  paper.style({
    font: n & 0x01 ? "B" : "A",
    bold: (n & 0x08) > 0,
    underline: n & 0x80 ? 1 : 0,
    width: n & 0x20 ? 2 : 1,
    height: n & 0x10 ? 2 : 1,
  });
}

/** `FS ( C` chooses UTF-8, `FS ( A` only among fonts. */
function wideLetters(paper: Paper, bytes: Bytes): void {
  const [operation, fn] = [String.fromCharCode(at(bytes, 2)), digit(bytes, 5)];
  if (operation === "C" && fn === 0) {
    const multibyte: Multibyte | undefined = digit(bytes, 6) === 2 ? "utf-8" : undefined;
    paper.set({ multibyte });
  } else if (operation !== "A" && operation !== "C" && operation !== "E")
    paper.unknown(bytes, "wide letters");
}

/** Where a line of any script may be broken, measured by whoever draws it. */

const words = new Intl.Segmenter("und", { granularity: "word" });
const graphemes = new Intl.Segmenter("und", { granularity: "grapheme" });

export type Measure = (text: string) => number;

export function breakLine(line: string, width: number, measure: Measure): string[] {
  const rows: string[] = [];
  let row = "";
  for (const piece of piecesOf(line)) {
    if (row.trim() !== "" && measure((row + piece).trimEnd()) > width) {
      rows.push(row.trimEnd());
      row = piece.trimStart();
    } else row += piece;
    while (measure(row.trimEnd()) > width) {
      const head = fitting(row, width, measure);
      if (head.length === row.length) break;
      rows.push(head);
      row = row.slice(head.length);
    }
  }
  return [...rows, row.trimEnd()];
}

const OPENING = /[\p{Ps}\p{Pi}\u00a0]$/u;
const CLOSING = /^[^\p{L}\p{N}\p{Ps}\p{Pi}\p{So}\p{Sc}\s]/u;

/** Words (Thai and Japanese have no spaces between theirs), each with the signs that belong to it. */
function piecesOf(line: string): string[] {
  const pieces: string[] = [];
  for (const { segment } of words.segment(line)) {
    const before = pieces.at(-1);
    const glued =
      before !== undefined &&
      (OPENING.test(before) ||
        segment.startsWith("\u00a0") ||
        (CLOSING.test(segment) && !/\s$/.test(before)));
    if (glued) pieces[pieces.length - 1] = before + segment;
    else pieces.push(segment);
  }
  return pieces;
}

/** At least one character, however wide it is. */
function fitting(text: string, width: number, measure: Measure): string {
  let head = "";
  for (const { segment } of graphemes.segment(text)) {
    if (head !== "" && measure(head + segment) > width) return head;
    head += segment;
  }
  return head;
}

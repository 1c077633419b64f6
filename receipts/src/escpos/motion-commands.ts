// Where the print head and the paper go; cutter, drawer and buzzer.
import { args, at, counted, digit, signedWord, untilNul, word } from "./arguments.ts";
import type { Bytes } from "./arguments.ts";
import { command, ESC, GS, markless } from "./command.ts";
import type { Command } from "./command.ts";
import type { Paper } from "../paper.ts";
import { advanceOf } from "./open-line.ts";
import { LINE_SPACING } from "./settings.ts";

const PARTIAL_CUTS: ReadonlySet<number> = new Set([0x01, 0x31, 0x42, 0x62, 0x68]);
/** Cuts that first feed the ticket to the cutter, and how much further. */
const FEEDS_BEFORE_CUT = 0x41;

export const MOTION_COMMANDS: readonly Command[] = [
  command(ESC, "2", "line spacing", args(0), (paper) => paper.set({ lineSpacing: LINE_SPACING })),
  command(ESC, "3", "line spacing", args(1), (paper, bytes) =>
    paper.set({ lineSpacing: at(bytes, 2) }),
  ),
  command(ESC, " ", "letter spacing", args(1), (paper, bytes) =>
    paper.set({ letterSpacing: at(bytes, 2) }),
  ),
  command(ESC, "d", "feed lines", args(1), (paper, bytes) => paper.feedLines(at(bytes, 2))),
  command(ESC, "J", "feed dots", args(1), (paper, bytes) => paper.feedDots(at(bytes, 2))),
  command(ESC, "e", "feed back lines", args(1)),
  command(ESC, "K", "feed back dots", args(1)),
  command(ESC, "D", "tab stops", untilNul(2, 35), (paper, bytes) =>
    paper.set({ tabs: tabStops(bytes, paper) }),
  ),
  command(ESC, "$", "position", args(2), (paper, bytes) => paper.moveTo(word(bytes, 2))),
  command(ESC, "\\", "relative position", args(2), (paper, bytes) =>
    paper.moveBy(signedWord(bytes, 2)),
  ),
  command(GS, "L", "left margin", args(2), (paper, bytes) =>
    paper.setAtLineStart({ marginLeft: word(bytes, 2) }),
  ),
  command(GS, "W", "width of the area", args(2), (paper, bytes) =>
    paper.setAtLineStart({ areaWidth: word(bytes, 2) }),
  ),
  command(GS, "P", "motion units", args(2), motionUnits),
  command(ESC, "L", "page mode", args(0)),
  command(ESC, "S", "standard mode", args(0), markless),
  command(ESC, "T", "direction in page mode", args(1)),
  command(ESC, "W", "area in page mode", args(8)),
  command(GS, "$", "position in page mode", args(2)),
  command(GS, "\\", "relative position in page mode", args(2)),
  command(GS, "T", "begin of the line", args(1), markless),
  command(ESC, "<", "return home", args(0), markless),
  command(ESC, "U", "one direction", args(1), markless),
  command(ESC, "=", "choice of device", args(1), markless),
  command(ESC, "c", "paper sensors and panel", args(2), markless),
  command(GS, "z", "waiting time", args(3), markless),
  command(ESC, "i", "full cut", args(0), (paper) => paper.cut(false)),
  command(ESC, "m", "partial cut", args(0), (paper) => paper.cut(true)),
  command(
    GS,
    "V",
    "cut",
    (seen) => (seen.length < 3 ? undefined : at(seen, 2) >= FEEDS_BEFORE_CUT ? 4 : 3),
    (paper, bytes) => paper.cut(PARTIAL_CUTS.has(at(bytes, 2))),
  ),
  command(ESC, "p", "drawer", args(3), (paper, bytes) =>
    paper.draw({ kind: "drawer", pin: digit(bytes, 2) === 1 ? 5 : 2 }),
  ),
  command(ESC, "B", "buzzer", args(2), (paper) => paper.draw({ kind: "buzzer" })),
  command(ESC, "(", "buzzer", counted, (paper, bytes) => {
    if (String.fromCharCode(at(bytes, 2)) === "A") paper.draw({ kind: "buzzer" });
    else paper.unknown(bytes, "buzzer");
  }),
];

/** In columns of the letters in use; a stop left of the one before ends the list. */
function tabStops(bytes: Bytes, { settings }: Paper): number[] {
  const columns = bytes.slice(2);
  const end = columns.findIndex((column, index) => column <= (columns[index - 1] ?? 0));
  return columns.slice(0, end < 0 ? undefined : end).map((count) => count * advanceOf(1, settings));
}

/** One unit is one dot here; printers of 180 dots an inch that are told otherwise would draw other distances. */
function motionUnits(paper: Paper, bytes: Bytes): void {
  const [x, y] = [at(bytes, 2), at(bytes, 3)];
  const usual = new Set([0, 180, 200, 203, 360]);
  if (!usual.has(x) || !usual.has(y)) paper.unknown(bytes, "motion units");
}

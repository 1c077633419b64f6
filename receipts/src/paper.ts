// The paper under the print head: what the printer remembers, where letters land, and what has come out so far.
import type { Bitmap } from "./escpos/bitmap.ts";
import { letterOf } from "./escpos/letters.ts";
import { isWide, letterFrom, sequenceLength, UNREADABLE } from "./escpos/multibyte.ts";
import { advanceOf, OpenLine } from "./escpos/open-line.ts";
import { POWER_ON } from "./escpos/settings.ts";
import type { Settings } from "./escpos/settings.ts";
import { DOTS_PER_COLUMN } from "./display-list.ts";
import type { Align, Area, DisplayList, Mark, Question, Style } from "./display-list.ts";

const HEX_SHOWN = 32;

export class Paper {
  settings: Settings;
  /** What symbols and graphics were sent before they are printed; symbols by their kind. */
  readonly symbols = new Map<number, string>();
  graphics: Bitmap | undefined;

  readonly #dots: number;
  #line = new OpenLine();
  #letter: number[] = [];
  #consumed: number[] = [];
  #items: DisplayList = [];

  constructor(columns: number, settings: Settings = POWER_ON) {
    this.#dots = columns * DOTS_PER_COLUMN;
    this.settings = settings;
  }

  /** Bytes that the next mark will carry. */
  consume(bytes: readonly number[]): void {
    for (const byte of bytes) this.#consumed.push(byte);
  }

  set(change: Partial<Settings>): void {
    this.settings = { ...this.settings, ...change };
  }

  style(change: Partial<Style>): void {
    this.set({ style: { ...this.settings.style, ...change } });
  }

  /** Printers obey margins and alignment at the start of a line only. */
  setAtLineStart(change: Partial<Settings>): void {
    if (this.#line.isEmpty) this.set(change);
  }

  print(byte: number): void {
    const { multibyte, codePage, national } = this.settings;
    if (multibyte === undefined) return this.#put(letterOf(byte, codePage, national));
    this.#letter.push(byte);
    const length = sequenceLength(multibyte, this.#letter);
    if (length === undefined || this.#letter.length < length) return;
    const bytes = this.#letter;
    this.#letter = [];
    this.#put(length === 1 ? letterOf(byte, codePage, national) : letterFrom(multibyte, bytes));
  }

  /** A letter whose rest never came. */
  breakOff(): void {
    if (this.#letter.length > 0) this.#put(UNREADABLE);
    this.#letter = [];
  }

  strip(bitmap: Bitmap): void {
    this.#line.strip(bitmap, this.#area.width);
  }

  tab(): void {
    this.#line.tab(this.settings, this.#area.width);
  }

  moveTo(position: number): void {
    this.#line.moveTo(position, this.#area.width);
  }

  moveBy(dots: number): void {
    this.moveTo(this.#line.position + dots);
  }

  newLine(spacing = this.settings.lineSpacing): void {
    const { runs, strips, position: width, height } = this.#line;
    const { upsideDown } = this.settings;
    const advance = Math.max(spacing, height);
    this.#line = new OpenLine();
    this.#mark({ kind: "line", ...this.place, width, advance, upsideDown, runs, strips });
  }

  /** The line that is open ends with the first of them. */
  feedLines(lines: number): void {
    const { lineSpacing } = this.settings;
    const open = !this.#line.isEmpty;
    if (open) this.newLine(lines === 0 ? 0 : lineSpacing);
    this.#mark({ kind: "feed", dots: Math.max(0, open ? lines - 1 : lines) * lineSpacing });
  }

  feedDots(dots: number): void {
    if (!this.#line.isEmpty) this.newLine(dots);
    else this.#mark({ kind: "feed", dots });
  }

  /** Where something lands that has a line of its own. */
  get place(): { align: Align; area: Area } {
    return { align: this.settings.align, area: this.#area };
  }

  /** Anything but letters, below the line that is open. */
  draw(mark: Mark): void {
    this.#finishLine();
    this.#mark(mark);
  }

  cut(partial: boolean): void {
    const { settings } = this;
    this.draw({ kind: "cut", partial, ...(settings === POWER_ON ? {} : { kept: settings }) });
  }

  unknown(bytes: readonly number[], name?: string): void {
    const told = { kind: "unknown", hex: hex(bytes), length: bytes.length } as const;
    this.draw(name === undefined ? told : { ...told, name });
  }

  /** Keeps its bytes to itself: a question between two letters of a line is no part of the ticket. */
  status(question: Question, n: number, bytes: readonly number[], id = ""): void {
    this.#items.push({ kind: "status", question, n, id, bytes: Uint8Array.from(bytes) });
  }

  reset(): void {
    this.settings = POWER_ON;
    this.#letter = [];
    this.#line = new OpenLine();
    this.#items.push({ kind: "reset", bytes: new Uint8Array() });
  }

  /** What stands on the paper when nothing more comes. */
  end(): void {
    this.#finishLine();
  }

  take(): DisplayList {
    const items = this.#items;
    this.#items = [];
    return items;
  }

  get #area(): Area {
    const { marginLeft, areaWidth } = this.settings;
    const room = this.#dots - marginLeft;
    return { left: marginLeft, width: Math.min(areaWidth ?? room, room) };
  }

  #put(letter: string): void {
    const advance = advanceOf(isWide(letter) ? 2 : 1, this.settings);
    if (!this.#line.holds(advance, this.#area.width)) this.newLine();
    this.#line.put(letter, advance, this.settings);
  }

  #finishLine(): void {
    this.breakOff();
    if (!this.#line.isEmpty) this.newLine();
  }

  #mark(mark: Mark): void {
    this.#items.push({ ...mark, bytes: Uint8Array.from(this.#consumed) });
    this.#consumed = [];
  }
}

function hex(bytes: readonly number[]): string {
  const shown = bytes.slice(0, HEX_SHOWN).map((byte) => byte.toString(16).padStart(2, "0"));
  return shown.join(" ") + (bytes.length > HEX_SHOWN ? " …" : "");
}

// The paper under the print head: where characters land, and what has come out so far.
import { decode } from "./code-pages.ts";
import type { CodePage } from "./code-pages.ts";
import { PLAIN } from "./display-list.ts";
import type { Align, Correction, DisplayList, Mark, Run, Style } from "./display-list.ts";

const TAB_COLUMNS = 8;
const HEX_SHOWN = 32;

export class Paper {
  codePage: CodePage = "cp437";
  style: Style = PLAIN;
  symbol: { moduleSize: number; correction: Correction; data: string } = {
    moduleSize: 3,
    correction: "L",
    data: "",
  };

  readonly #columns: number;
  #align: Align = "left";
  #runs: Run[] = [];
  #column = 0;
  #consumed: number[] = [];
  #items: DisplayList = [];

  constructor(columns: number) {
    this.#columns = columns;
  }

  /** Bytes that the next mark will carry. */
  consume(bytes: readonly number[]): void {
    for (const byte of bytes) this.#consumed.push(byte);
  }

  print(byte: number): void {
    if (this.#column + this.style.width > this.#columns) this.newLine();
    const last = this.#runs.at(-1);
    const text = decode(byte, this.codePage);
    if (last !== undefined && last.style === this.style) last.text += text;
    else this.#runs.push({ text, column: this.#column, style: this.style });
    this.#column += this.style.width;
  }

  tab(): void {
    const spaces = TAB_COLUMNS - (this.#column % TAB_COLUMNS);
    for (let count = 0; count < spaces; count++) this.print(0x20);
  }

  newLine(): void {
    this.#mark({ kind: "line", align: this.#align, width: this.#column, runs: this.#runs });
    this.#runs = [];
    this.#column = 0;
  }

  /** Printers obey this at the start of a line only. */
  align(align: Align): void {
    if (this.#runs.length === 0) this.#align = align;
  }

  feed(lines: number): void {
    this.#finishLine();
    this.#mark({ kind: "feed", lines });
  }

  qr(): void {
    this.#finishLine();
    this.#mark({ kind: "qr", align: this.#align, ...this.symbol });
  }

  cut(partial: boolean): void {
    this.#finishLine();
    this.#mark({ kind: "cut", partial });
  }

  unknown(bytes: readonly number[]): void {
    this.#finishLine();
    this.#mark({ kind: "unknown", hex: hex(bytes), length: bytes.length });
  }

  /** Keeps its bytes to itself: a question between two characters of a line is no part of the ticket. */
  status(realTime: boolean, n: number, bytes: readonly number[]): void {
    this.#items.push({ kind: "status", realTime, n, bytes: Uint8Array.from(bytes) });
  }

  reset(): void {
    this.codePage = "cp437";
    this.style = PLAIN;
    this.#align = "left";
    this.#runs = [];
    this.#column = 0;
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

  #finishLine(): void {
    if (this.#runs.length > 0) this.newLine();
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

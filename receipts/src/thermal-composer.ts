// Composes the bytes of one document. The only file that knows node-thermal-printer, which is used for plain commands on single lines: its own
// text, table, QR, picture, drawer and cut functions are defective and are done here (see the tests' golden bytes).
import { CharacterSet, PrinterTypes, ThermalPrinter } from "node-thermal-printer";
import type { Barcode, CodePage, PrinterProfile } from "@printermaster/contracts";
import { barcodeCommands } from "./composing/barcode-commands.ts";
import { encode, numberOf, pageFor, pagesOf } from "./code-pages.ts";
import type { Align } from "./display-list.ts";
import { bandsOf } from "./raster/bands.ts";
import type { Bitmap } from "./raster/bitmap.ts";
import { Unprintable } from "./unprintable.ts";

export type LineStyle = {
  align: Align;
  bold: boolean;
  underline: boolean;
  invert: boolean;
  size: number;
};

export interface Composer {
  /** `text` is held by one of the code pages and no wider than the line at this size. */
  line(text: string, style?: Partial<LineStyle>): void;
  qr(data: Uint8Array, moduleSize: number): void;
  barcode(code: Barcode, moduleWidth: number): void;
  /** No wider than the paper; its left edge is the paper's. */
  raster(bitmap: Bitmap): void;
  drawer(pin: 2 | 5): void;
  feed(lines: number): void;
  cut(): void;
  /** Whether paper was fed since the last cut. */
  readonly open: boolean;
  bytes(): Uint8Array;
}

const CHARACTER_SETS = { cp858: CharacterSet.PC858_EURO, cp1252: CharacterSet.WPC1252 };
const NORMAL: LineStyle = { align: "left", bold: false, underline: false, invert: false, size: 1 };

/** The cutter sits about four lines below the print head. */
const LINES_TO_CUTTER = 4;

/** Of twice two milliseconds: on for a tenth of a second, as drawers want it, and off for half a second. */
const KICK = [50, 250];

const LETTER_DOTS = 24;
const LINE_GAP = 6;
/** Twelve metres of paper: who asks for more has made a mistake. */
const MOST_DOTS = 96_000;

export class ThermalComposer implements Composer {
  readonly #printer = new ThermalPrinter({ type: PrinterTypes.EPSON, interface: "" });
  readonly #profile: PrinterProfile;
  readonly #pieces: Uint8Array[] = [];
  #style: LineStyle = NORMAL;
  #page: CodePage;
  #open = false;
  #fed = 0;

  constructor(profile: PrinterProfile) {
    this.#profile = profile;
    this.#page = profile.codePage;
  }

  get open(): boolean {
    return this.#open;
  }

  line(text: string, style: Partial<LineStyle> = {}): void {
    this.#begin();
    this.#restyle({ ...NORMAL, ...style });
    this.#append(encode(text, this.#pageFor(text)));
    this.#printer.newLine();
    this.#feeds(LETTER_DOTS * this.#style.size + LINE_GAP);
  }

  qr(data: Uint8Array, moduleSize: number): void {
    this.#begin();
    this.#restyle({ ...NORMAL, align: "center" });
    this.#symbol(0x41, 0x32, 0x00); // model 2
    this.#symbol(0x43, moduleSize);
    this.#symbol(0x45, 0x31); // correction level M
    this.#symbol(0x50, 0x30, ...data);
    this.#symbol(0x51, 0x30);
  }

  barcode(code: Barcode, moduleWidth: number): void {
    this.#begin();
    this.#restyle({ ...NORMAL, align: "center" });
    this.#append(barcodeCommands(code, moduleWidth));
  }

  raster(bitmap: Bitmap): void {
    this.#begin();
    this.#restyle(NORMAL);
    this.#feeds(bitmap.height);
    for (const band of bandsOf(bitmap)) this.#append(band);
  }

  /** Needs no ticket: a document that only opens the drawer moves no paper. */
  drawer(pin: 2 | 5): void {
    this.#append(Uint8Array.of(0x1b, 0x70, pin === 2 ? 0 : 1, ...KICK));
  }

  feed(lines: number): void {
    this.#begin();
    this.#append(Uint8Array.of(0x1b, 0x64, lines));
    this.#feeds(lines * (LETTER_DOTS + LINE_GAP));
  }

  cut(): void {
    this.feed(LINES_TO_CUTTER);
    if (this.#profile.cutter) this.#append(Uint8Array.of(0x1d, 0x56, 0x01));
    this.#open = false;
  }

  bytes(): Uint8Array {
    this.#flush();
    return new Uint8Array(Buffer.concat(this.#pieces));
  }

  /** Each ticket starts from a reset printer, which also forgets its code page: whatever was printed before cannot show through. */
  #begin(): void {
    if (this.#open) return;
    this.#open = true;
    this.#style = NORMAL;
    this.#printer.append(Buffer.of(0x1b, 0x40));
    this.#page = this.#profile.codePage;
    this.#printer.setCharacterSet(CHARACTER_SETS[this.#profile.codePage]);
  }

  #restyle(next: LineStyle): void {
    const { align, bold, underline, invert, size } = this.#style;
    if (next.align === "left" && align !== "left") this.#printer.alignLeft();
    if (next.align === "center" && align !== "center") this.#printer.alignCenter();
    if (next.align === "right" && align !== "right") this.#printer.alignRight();
    if (next.size !== size) this.#printer.setTextSize(next.size - 1, next.size - 1);
    if (next.bold !== bold) this.#printer.bold(next.bold);
    if (next.underline !== underline) this.#printer.underline(next.underline);
    if (next.invert !== invert) this.#printer.invert(next.invert);
    this.#style = next;
  }

  /** The one that is on stays on for whatever it holds. */
  #pageFor(text: string): CodePage {
    const page = pageFor(text, [this.#page, ...pagesOf(this.#profile)]) ?? this.#page;
    if (page !== this.#page) this.#append(Uint8Array.of(0x1b, 0x74, numberOf(page)));
    this.#page = page;
    return page;
  }

  #feeds(dots: number): void {
    this.#fed += dots;
    if (this.#fed > MOST_DOTS) throw new Unprintable("longer than twelve metres of paper");
  }

  /** `GS ( k` counts the bytes that follow it, symbol type included. */
  #symbol(fn: number, ...parameters: number[]): void {
    const length = parameters.length + 2;
    this.#append(
      Uint8Array.of(0x1d, 0x28, 0x6b, length & 0xff, length >> 8, 0x31, fn, ...parameters),
    );
  }

  #append(bytes: Uint8Array): void {
    this.#flush();
    this.#pieces.push(bytes);
  }

  /** The library copies all it holds for every command: it never holds more than a few. */
  #flush(): void {
    const held = this.#printer.getBuffer() ?? [];
    if (held.length > 0) this.#pieces.push(Uint8Array.from(held));
    this.#printer.setBuffer(Buffer.alloc(0));
  }
}

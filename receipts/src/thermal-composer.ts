// Composes the bytes of one document. The only file that knows node-thermal-printer, which is used for plain commands on single lines: its own
// text, table, QR, cut and drawer functions are defective and are done here (see the tests' golden bytes).
import { CharacterSet, PrinterTypes, ThermalPrinter } from "node-thermal-printer";
import type { PrinterProfile } from "@printermaster/contracts";
import { encode } from "./code-pages.ts";
import type { Align } from "./display-list.ts";

export type LineStyle = {
  align: Align;
  bold: boolean;
  underline: boolean;
  invert: boolean;
  size: number;
};

export interface Composer {
  /** `text` is printable and no wider than the line at this size. */
  line(text: string, style?: Partial<LineStyle>): void;
  qr(data: Uint8Array, moduleSize: number): void;
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

export class ThermalComposer implements Composer {
  readonly #printer = new ThermalPrinter({ type: PrinterTypes.EPSON, interface: "" });
  readonly #profile: PrinterProfile;
  #style: LineStyle = NORMAL;
  #open = false;

  constructor(profile: PrinterProfile) {
    this.#profile = profile;
  }

  get open(): boolean {
    return this.#open;
  }

  line(text: string, style: Partial<LineStyle> = {}): void {
    this.#begin();
    this.#restyle({ ...NORMAL, ...style });
    this.#printer.append(Buffer.from(encode(text, this.#profile.codePage)));
    this.#printer.newLine();
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

  feed(lines: number): void {
    this.#begin();
    this.#printer.append(Buffer.of(0x1b, 0x64, lines));
  }

  cut(): void {
    this.feed(LINES_TO_CUTTER);
    if (this.#profile.cutter) this.#printer.append(Buffer.of(0x1d, 0x56, 0x01));
    this.#open = false;
  }

  bytes(): Uint8Array {
    return new Uint8Array(this.#printer.getBuffer() ?? []);
  }

  /** Each ticket starts from a reset printer, which also forgets its code page: whatever was printed before cannot show through. */
  #begin(): void {
    if (this.#open) return;
    this.#open = true;
    this.#style = NORMAL;
    this.#printer.append(Buffer.of(0x1b, 0x40));
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

  /** `GS ( k` counts the bytes that follow it, symbol type included. */
  #symbol(fn: number, ...parameters: number[]): void {
    const length = parameters.length + 2;
    this.#printer.append(
      Buffer.of(0x1d, 0x28, 0x6b, length & 0xff, length >> 8, 0x31, fn, ...parameters),
    );
  }
}

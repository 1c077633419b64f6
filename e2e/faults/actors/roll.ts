/** The bytes of one connection to a printer, as paper. Written for the fault runs alone: it shares no code with what is tested. */

const DLE = 0x10;
const EOT = 0x04;
const GS = 0x1d;
const STATUS = 0x72;
const CUT = 0x56;

export type Heard =
  | { readonly kind: "asked-now" }
  /** Answered by a printer when everything before it is on paper. */
  | { readonly kind: "asked-behind" }
  | { readonly kind: "cut"; readonly paper: string };

export class Roll {
  #bytes: number[] = [];
  /** Of a cut command that also feeds, one byte is still to come. */
  #feeds = false;

  *push(chunk: Uint8Array): Iterable<Heard> {
    for (const byte of chunk) {
      this.#bytes.push(byte);
      const [first, second] = [this.#bytes.at(-3), this.#bytes.at(-2)];
      if (this.#feeds) {
        this.#feeds = false;
        yield this.#cut();
      } else if (first === DLE && second === EOT) {
        this.#bytes.length -= 3;
        yield { kind: "asked-now" };
      } else if (first === GS && second === STATUS) {
        this.#bytes.length -= 3;
        yield { kind: "asked-behind" };
      } else if (first === GS && second === CUT) {
        if (byte === 0x41 || byte === 0x42) this.#feeds = true;
        else yield this.#cut();
      }
    }
  }

  /** What would be torn off now. */
  get open(): string {
    return Buffer.from(this.#bytes).toString("latin1");
  }

  #cut(): Heard {
    const paper = this.open;
    this.#bytes = [];
    return { kind: "cut", paper };
  }
}

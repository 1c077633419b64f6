/** What a printer says back. All answers share one stream and are told apart by their fixed bits. */
export type Reply =
  | { readonly kind: "real-time"; readonly byte: number }
  | { readonly kind: "fence" }
  /** Sent by itself whenever something changes, if `GS a` asked for it. */
  | { readonly kind: "automatic"; readonly bytes: readonly number[] }
  /** Without the NUL that ends it. */
  | { readonly kind: "block"; readonly bytes: readonly number[] };

const AUTOMATIC_BYTES = 4;
const BLOCK_STARTS: ReadonlySet<number> = new Set([0x37, 0x5f]);
const LONGEST_BLOCK = 256;

export class StatusStream {
  #automatic: number[] = [];
  #block: number[] = [];

  read(bytes: Uint8Array): Reply[] {
    return [...bytes].flatMap((byte) => this.#next(byte));
  }

  #next(byte: number): Reply[] {
    if (this.#block.length > 0) return this.#inBlock(byte);
    if ((byte & 0x93) === 0x12) return [{ kind: "real-time", byte }];
    if ((byte & 0x93) === 0x10) {
      this.#automatic = [byte];
      return [];
    }
    if (this.#automatic.length > 0 && (byte & 0x90) === 0) return this.#inAutomatic(byte);
    if (BLOCK_STARTS.has(byte)) this.#block = [byte];
    return (byte & 0x90) === 0 ? [{ kind: "fence" }] : [];
  }

  #inBlock(byte: number): Reply[] {
    const bytes = this.#block;
    if (byte !== 0 && bytes.length < LONGEST_BLOCK) bytes.push(byte);
    else this.#block = [];
    return byte === 0 ? [{ kind: "block", bytes }] : [];
  }

  #inAutomatic(byte: number): Reply[] {
    const bytes = this.#automatic;
    bytes.push(byte);
    if (bytes.length < AUTOMATIC_BYTES) return [];
    this.#automatic = [];
    return [{ kind: "automatic", bytes }];
  }
}

/** What a printer says back. All answers share one stream and are told apart by their fixed bits. */

export type StatusByte =
  | { readonly kind: "real-time"; readonly byte: number }
  | { readonly kind: "fence" };

/** `DLE EOT n`: 1 printer, 2 cause of being off-line, 4 paper roll. */
export type StatusQuery = 1 | 2 | 4;
export const STATUS_QUERIES: readonly StatusQuery[] = [1, 2, 4];

export const realTimeQuery = (n: StatusQuery): Uint8Array => Uint8Array.of(0x10, 0x04, n);
/** `GS r 1`, answered in the order of the buffer: after all that was printed before it. */
export const FENCE: Uint8Array = Uint8Array.of(0x1d, 0x72, 1);

const REASONS: Record<StatusQuery, readonly (readonly [bits: number, reason: string])[]> = {
  1: [[0x08, "offline-report"]],
  2: [
    [0x04, "cover-open"],
    [0x20, "media-empty"],
    [0x40, "other-error"],
  ],
  4: [
    [0x60, "media-empty"],
    [0x0c, "media-low"],
  ],
};

/** IPP printer-state-reasons. */
export const reasonsIn = (n: StatusQuery, byte: number): string[] =>
  REASONS[n].filter(([bits]) => (byte & bits) !== 0).map(([, reason]) => reason);

export const stopsPrinting = (reason: string): boolean => reason !== "media-low";

/** Each reason once; plain off-line is left out where the cause is known, near end where the roll has ended. */
export function summed(reasons: readonly string[]): string[] {
  const causes = [...new Set(reasons)].filter((reason) => reason !== "offline-report");
  const known = causes.some(stopsPrinting);
  if (!known && reasons.includes("offline-report")) return ["offline-report", ...causes];
  return causes.includes("media-empty") ? causes.filter((cause) => cause !== "media-low") : causes;
}

const BLOCK_STARTS: ReadonlySet<number> = new Set([0x37, 0x5f]);

/** Steps over what was not asked for: automatic status (four bytes) and blocks that end with NUL. */
export class StatusStream {
  #automaticLeft = 0;
  #inBlock = false;

  read(bytes: Uint8Array): StatusByte[] {
    return [...bytes].flatMap((byte) => this.#next(byte));
  }

  #next(byte: number): StatusByte[] {
    if (this.#inBlock) {
      this.#inBlock = byte !== 0;
      return [];
    }
    if ((byte & 0x93) === 0x12) return [{ kind: "real-time", byte }];
    if ((byte & 0x93) === 0x10) {
      this.#automaticLeft = 3;
      return [];
    }
    if (this.#automaticLeft > 0 && (byte & 0x90) === 0) {
      this.#automaticLeft--;
      return [];
    }
    if (BLOCK_STARTS.has(byte)) this.#inBlock = true;
    return (byte & 0x90) === 0 ? [{ kind: "fence" }] : [];
  }
}

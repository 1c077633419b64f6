/** How a printer is asked how it is, and what its answers mean. */

/** `DLE EOT n`: 1 printer, 2 cause of being off-line, 4 paper roll. */
export type StatusQuery = 1 | 2 | 4;
export const STATUS_QUERIES: readonly StatusQuery[] = [1, 2, 4];

export const realTimeQuery = (n: StatusQuery): Uint8Array => Uint8Array.of(0x10, 0x04, n);
/** `GS r 1`, answered in the order of the buffer: after all that was printed before it. */
export const FENCE: Uint8Array = Uint8Array.of(0x1d, 0x72, 1);
/** `GS a n`: tells of each change by itself, and at once how it is. */
export const AUTOMATIC_ON: Uint8Array = Uint8Array.of(0x1d, 0x61, 0xff);
export const AUTOMATIC_OFF: Uint8Array = Uint8Array.of(0x1d, 0x61, 0);

type Meaning = readonly (readonly [bits: number, reason: string])[];

const REASONS: Record<StatusQuery, Meaning> = {
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

const AUTOMATIC_REASONS: readonly Meaning[] = [
  [
    [0x08, "offline-report"],
    [0x20, "cover-open"],
  ],
  [[0x68, "other-error"]],
  [
    [0x0c, "media-empty"],
    [0x03, "media-low"],
  ],
];

/** IPP printer-state-reasons. */
export const reasonsIn = (n: StatusQuery, byte: number): string[] => read(REASONS[n], byte);

export const automaticReasons = (bytes: readonly number[]): string[] =>
  AUTOMATIC_REASONS.flatMap((meaning, nth) => read(meaning, bytes[nth] ?? 0));

export const stopsPrinting = (reason: string): boolean => reason !== "media-low";

/** Each reason once; plain off-line is left out where the cause is known, near end where the roll has ended. */
export function summed(reasons: readonly string[]): string[] {
  const causes = [...new Set(reasons)].filter((reason) => reason !== "offline-report");
  const known = causes.some(stopsPrinting);
  if (!known && reasons.includes("offline-report")) return ["offline-report", ...causes];
  return causes.includes("media-empty") ? causes.filter((cause) => cause !== "media-low") : causes;
}

const read = (meaning: Meaning, byte: number): string[] =>
  meaning.filter(([bits]) => (byte & bits) !== 0).map(([, reason]) => reason);

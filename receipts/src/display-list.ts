// What a stream of ESC/POS leaves on the paper, in order.

export type Align = "left" | "center" | "right";
export type Style = {
  readonly bold: boolean;
  readonly underline: boolean;
  readonly invert: boolean;
  /** Multiples of the 12×24 dot cell. */
  readonly width: number;
  readonly height: number;
};
export type Run = { text: string; column: number; style: Style };
export type Correction = "L" | "M" | "Q" | "H";

export type Mark =
  | { kind: "line"; align: Align; width: number; runs: Run[] }
  | { kind: "qr"; align: Align; data: string; moduleSize: number; correction: Correction }
  | { kind: "feed"; lines: number }
  | { kind: "cut"; partial: boolean }
  /** A question to the printer, which marks nothing: `DLE EOT n` is real-time, `GS r n` waits its turn in the buffer. */
  | { kind: "status"; realTime: boolean; n: number }
  | { kind: "unknown"; hex: string; length: number };

/** `bytes` are those that came since the item before: up to the last mark, the items together give back the stream. */
export type Item = Mark & { bytes: Uint8Array };
export type DisplayList = Item[];

export const PLAIN: Style = { bold: false, underline: false, invert: false, width: 1, height: 1 };

/** One list for each ticket; a ticket ends with its cut, the last one perhaps without. */
export function tickets(list: DisplayList): DisplayList[] {
  const result: DisplayList[] = [];
  let open: DisplayList = [];
  for (const item of list) {
    open.push(item);
    if (item.kind !== "cut") continue;
    result.push(open);
    open = [];
  }
  return isBlank(open) ? result : [...result, open];
}

export function isBlank(list: DisplayList): boolean {
  return list.every(
    (item) =>
      item.kind === "feed" ||
      item.kind === "status" ||
      (item.kind === "line" && item.runs.length === 0),
  );
}

export function textLines(list: DisplayList): string[] {
  return list.flatMap((item) => (item.kind === "line" ? [textOf(item.runs)] : []));
}

function textOf(runs: readonly Run[]): string {
  return runs.map((run) => run.text).join("");
}

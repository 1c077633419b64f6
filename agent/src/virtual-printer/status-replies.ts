// What a printer says of itself, bit by bit as Epson's manuals have it.

export type Sensors = {
  readonly paperOut: boolean;
  readonly nearEnd: boolean;
  readonly coverOpen: boolean;
  /** By its own button. */
  readonly offline: boolean;
};

export const stops = ({ paperOut, coverOpen, offline }: Sensors): boolean =>
  paperOut || coverOpen || offline;

/** Bits that tell a real-time answer from all others. */
const FIXED = 0x12;

/** `DLE EOT n`: 1 printer, 2 cause of being off-line, 3 errors, 4 paper roll. */
export function realTimeReply(n: number, sensors: Sensors): number | undefined {
  const { paperOut, nearEnd, coverOpen } = sensors;
  switch (n) {
    case 1:
      return FIXED | (stops(sensors) ? 0x08 : 0);
    case 2:
      return FIXED | (coverOpen ? 0x04 : 0) | (paperOut ? 0x20 : 0);
    case 3:
      return FIXED;
    case 4:
      return FIXED | (nearEnd || paperOut ? 0x0c : 0) | (paperOut ? 0x60 : 0);
    default:
      return undefined;
  }
}

/** `GS r n`: 1 paper, 2 drawer. */
export function sensorReply(n: number, { nearEnd, paperOut }: Sensors): number {
  return n === 1 ? (nearEnd || paperOut ? 0x03 : 0) | (paperOut ? 0x0c : 0) : 0;
}

export function automaticStatus(sensors: Sensors): Uint8Array {
  const { nearEnd, paperOut, coverOpen } = sensors;
  const first = 0x10 | (stops(sensors) ? 0x08 : 0) | (coverOpen ? 0x20 : 0);
  const paper = (nearEnd || paperOut ? 0x03 : 0) | (paperOut ? 0x0c : 0);
  return Uint8Array.of(first, 0, paper, 0);
}

const NAMES: Readonly<Record<number, string>> = {
  65: "1.00 ESC/POS",
  66: "EPSON",
  67: "TM-VIRTUAL",
  68: "VP0000001",
};

/** `GS I n`: a number or a text between `_` and NUL. */
export function identityReply(n: number): Uint8Array {
  const name = NAMES[n];
  if (name !== undefined) return Buffer.from(`_${name}\0`, "latin1");
  return n === 1 || n === 49 ? Uint8Array.of(0x20) : Uint8Array.of(0x02);
}

/** `GS ( H`: the id comes back. */
export function processIdReply(id: string): Uint8Array {
  return Buffer.from(`\x37\x22${id}\0`, "latin1");
}

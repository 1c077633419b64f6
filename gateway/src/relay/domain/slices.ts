/**
 * Messages of any length over a broker that takes only so much at once and may lose some: each is cut into slices of
 * `[type:1][number:4][bytes]`. The numbers run through all messages of one direction, so a loss is seen at the next slice.
 */
const PREFIX = 5;
/** Set in the type of a slice that another one of the same message follows. */
const MORE = 0x80;

export interface Message {
  readonly type: number;
  readonly data: Uint8Array;
}

export class Slicer {
  #next = 0;

  slices({ type, data }: Message, mostBytes: number): Uint8Array[] {
    const room = mostBytes - PREFIX;
    if (room < 1) throw new RangeError(`nothing fits into ${mostBytes} bytes`);
    const slices: Uint8Array[] = [];
    for (let at = 0; at === 0 || at < data.length; at += room) {
      const more = at + room < data.length;
      const part = data.subarray(at, at + room);
      const slice = new Uint8Array(PREFIX + part.length);
      slice[0] = more ? type | MORE : type;
      new DataView(slice.buffer).setUint32(1, this.#next);
      this.#next = (this.#next + 1) >>> 0;
      slice.set(part, PREFIX);
      slices.push(slice);
    }
    return slices;
  }
}

export class Joiner {
  #next = 0;
  #parts: Uint8Array[] = [];

  /** The message that this slice completes, if it does. */
  join(slice: Uint8Array): Message | "incomplete" | "lost" {
    if (slice.length < PREFIX) return "lost";
    const view = new DataView(slice.buffer, slice.byteOffset, PREFIX);
    if (view.getUint32(1) !== this.#next) return "lost";
    this.#next = (this.#next + 1) >>> 0;
    this.#parts.push(slice.subarray(PREFIX));
    if (view.getUint8(0) & MORE) return "incomplete";
    const data = joined(this.#parts);
    this.#parts = [];
    return { type: view.getUint8(0), data };
  }
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const [only] = parts;
  if (only && parts.length === 1) return only;
  const all = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

// How the arguments of commands are laid out: each layout tells from the first bytes how long the whole command is.

export type Bytes = readonly number[];
/** Undefined while too few bytes have come to know. */
export type Layout = (seen: Bytes) => number | undefined;

/** Prefix, operation, and so many bytes. */
export function args(count: number): Layout {
  return () => 2 + count;
}

/** `GS ( x pL pH`, followed by that many bytes. */
export const counted: Layout = (seen) => (seen.length < 5 ? undefined : 5 + word(seen, 3));

/** `GS 8 x p1 p2 p3 p4`, for more than fit the shorter form. */
export const countedLong: Layout = (seen) =>
  seen.length < 7 ? undefined : 7 + word(seen, 3) + word(seen, 5) * 0x1_00_00;

/** Up to a NUL, which is looked for as each byte comes; `atMost` in all, for who never sends it. */
export function untilNul(from: number, atMost: number): Layout {
  return (seen) => {
    if (seen.length <= from) return undefined;
    return seen.at(-1) === 0 || seen.length >= atMost ? seen.length : undefined;
  };
}

/** `size` reads the head once it has come, and tells how many bytes follow it. */
export function headed(head: number, size: (seen: Bytes) => number): Layout {
  return (seen) => (seen.length < head ? undefined : head + size(seen));
}

export function at(bytes: Bytes, index: number): number {
  return bytes[index] ?? 0;
}

export function word(bytes: Bytes, index: number): number {
  return at(bytes, index) | (at(bytes, index + 1) << 8);
}

/** Positions that may go back. */
export function signedWord(bytes: Bytes, index: number): number {
  return (word(bytes, index) << 16) >> 16;
}

/** Many commands take 1 and "1" alike. */
export function digit(bytes: Bytes, index: number): number {
  const n = at(bytes, index);
  return n >= 0x30 && n <= 0x39 ? n - 0x30 : n;
}

export function isOdd(bytes: Bytes, index: number): boolean {
  return at(bytes, index) % 2 === 1;
}

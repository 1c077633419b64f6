/** `192.168.1.0/24`, `10.0.0.5-10.0.0.20` or one address: which addresses may be knocked at. */

/** A /22. Whoever has more printers than that has no time to wait for it. */
export const MOST_ADDRESSES = 1024;

/** `undefined` if it is none, or names too many. */
export function addressesIn(range: string): string[] | undefined {
  const [, first = "", bits, last] =
    /^(\d+\.\d+\.\d+\.\d+)(?:\/(\d{1,2})|-(\d+\.\d+\.\d+\.\d+))?$/.exec(range) ?? [];
  const from = numberOf(first);
  const to = last === undefined ? from : numberOf(last);
  if (from === undefined || to === undefined) return undefined;
  return bits === undefined ? between(from, to) : inNetwork(from, Number(bits));
}

function inNetwork(address: number, bits: number): string[] | undefined {
  if (bits > 32) return undefined;
  const size = 2 ** (32 - bits);
  const start = Math.floor(address / size) * size;
  // The first and last address of a network are nobody's.
  return bits >= 31 ? between(start, start + size - 1) : between(start + 1, start + size - 2);
}

function between(from: number, to: number): string[] | undefined {
  const count = to - from + 1;
  if (count < 1 || count > MOST_ADDRESSES) return undefined;
  return Array.from({ length: count }, (_, at) => textOf(from + at));
}

function numberOf(address: string): number | undefined {
  const parts = address.split(".").map(Number);
  if (parts.length !== 4 || parts.some((part) => part > 255)) return undefined;
  return parts.reduce((total, part) => total * 256 + part, 0);
}

const textOf = (address: number): string =>
  [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256).join(".");

// Letters that take more than one byte. The tables are those of the platform.

export type Multibyte = "gb18030" | "shift_jis" | "big5" | "euc-kr" | "utf-8";

/** How many bytes the letter has that begins with these; undefined while that is not known. */
export function sequenceLength(
  system: Multibyte,
  [lead = 0, second]: readonly number[],
): number | undefined {
  if (lead < 0x80) return 1;
  switch (system) {
    case "utf-8":
      return lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : lead >= 0xc2 ? 2 : 1;
    case "shift_jis":
      return lead === 0x80 || (lead >= 0xa0 && lead <= 0xdf) ? 1 : 2;
    case "gb18030":
      if (lead === 0x80) return 1;
      if (second === undefined) return undefined;
      return second >= 0x30 && second <= 0x39 ? 4 : 2;
    case "big5":
    case "euc-kr":
      return lead === 0x80 ? 1 : 2;
  }
}

const decoders = new Map<Multibyte, InstanceType<typeof TextDecoder>>();

export function letterFrom(system: Multibyte, bytes: readonly number[]): string {
  let decoder = decoders.get(system);
  if (decoder === undefined) decoders.set(system, (decoder = new TextDecoder(system)));
  const [letter = UNREADABLE] = decoder.decode(Uint8Array.from(bytes));
  return /\p{C}/u.test(letter) ? UNREADABLE : letter;
}

export const UNREADABLE = "\ufffd";

/** Takes two cells: the scripts and signs that East Asian printers draw on a square. */
export function isWide(letter: string): boolean {
  return /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6]|\p{Extended_Pictographic}/u.test(
    letter,
  );
}

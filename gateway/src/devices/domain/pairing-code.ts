/** Eight characters that people read aloud and type: Crockford's base 32, without I, L, O and U. */
const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const LENGTH = 8;
const READ_AS: Readonly<Record<string, string>> = { O: "0", I: "1", L: "1" };

/** Of each byte five bits count, so every code is as likely as any other. */
export function codeFromBytes(bytes: Uint8Array): string {
  if (bytes.length < LENGTH) throw new RangeError("a code needs eight bytes");
  return Array.from(bytes.slice(0, LENGTH), (byte) => ALPHABET.charAt(byte & 31)).join("");
}

/** As it is shown. */
export const grouped = (code: string): string => `${code.slice(0, 4)}-${code.slice(4)}`;

/** Small letters, spaces, dashes and look-alikes are forgiven; `undefined` for what can be no code. */
export function codeAsTyped(text: string): string | undefined {
  const letters = Array.from(text.toUpperCase().replaceAll(/[\s-]/g, ""), (c) => READ_AS[c] ?? c);
  const isCode = letters.length === LENGTH && letters.every((c) => ALPHABET.includes(c));
  return isCode ? letters.join("") : undefined;
}

/** Nothing we understand is nested this deep, and what walks through a payload afterwards does so by recursion. */
export const MOST_DEPTH = 32;

const [QUOTE, BACKSLASH] = [0x22, 0x5c];
const OPENING = new Set([0x5b, 0x7b]);
const CLOSING = new Set([0x5d, 0x7d]);

/** The same of JSON that is not parsed yet: parsing it costs fifty times as much. */
export function isTextTooDeep(text: string, most = MOST_DEPTH): boolean {
  let [depth, quoted] = [0, false];
  for (let at = 0; at < text.length; at++) {
    const letter = text.charCodeAt(at);
    if (quoted && letter === BACKSLASH) at++;
    else if (letter === QUOTE) quoted = !quoted;
    else if (quoted) continue;
    else if (OPENING.has(letter) && ++depth > most) return true;
    else if (CLOSING.has(letter)) depth--;
  }
  return false;
}

export function isTooDeep(value: unknown, left = MOST_DEPTH): boolean {
  if (typeof value !== "object" || value === null) return false;
  if (left === 0) return true;
  if (ArrayBuffer.isView(value)) return false;
  return Object.values(value).some((part) => isTooDeep(part, left - 1));
}

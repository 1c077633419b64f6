/** Nothing we understand is nested this deep, and what walks through a payload afterwards does so by recursion. */
export const MOST_DEPTH = 32;

export function isTooDeep(value: unknown, left = MOST_DEPTH): boolean {
  if (typeof value !== "object" || value === null) return false;
  if (left === 0) return true;
  if (ArrayBuffer.isView(value)) return false;
  return Object.values(value).some((part) => isTooDeep(part, left - 1));
}

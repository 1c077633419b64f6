/** Whether a page from there may speak with us. Whoever sends no origin is no browser, and cannot be used by a foreign page. */
export function isWelcome(
  origin: string | undefined,
  host: string | undefined,
  allowed: readonly string[],
): boolean {
  if (origin === undefined) return true;
  if (allowed.includes(origin)) return true;
  const [, ownHost] = /^https?:\/\/([^/@?#\s]+)$/.exec(origin) ?? [];
  return ownHost !== undefined && ownHost === host;
}

import type { FleetLog } from "../app/ports.ts";

/**
 * So long a removed printer may still be taken for known: what is submitted to it then waits, and expires if it does not
 * come back. A "no" is never remembered, so that a printer that comes back is known at once.
 */
const KNOWN_FOR_MS = 5000;
const MOST = 50_000;

/** Whether a printer is there, without asking the log's leader about each print. */
export function knownPrinters(fleet: FleetLog, nowMs: () => number) {
  const seen = new Map<string, number>();
  return {
    async exists(company: string, branch: string, printerId: string): Promise<boolean> {
      const key = `${company}.${branch}.${printerId}`;
      const askedAt = nowMs();
      if (askedAt - (seen.get(key) ?? -Infinity) < KNOWN_FOR_MS) return true;
      const { state } = await fleet.printer(company, branch, printerId);
      const there = state !== undefined && !state.removed;
      if (seen.size >= MOST) seen.clear();
      if (there) seen.set(key, askedAt);
      else seen.delete(key);
      return there;
    },
  };
}

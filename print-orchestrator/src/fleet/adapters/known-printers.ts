import type { FleetLog } from "../app/ports.ts";

const MOST = 50_000;

/** Whether a printer was ever reported. Only "yes" is remembered: the fleet's log forgets nobody. */
export function knownPrinters(fleet: FleetLog) {
  const seen = new Set<string>();
  return {
    async exists(company: string, branch: string, printerId: string): Promise<boolean> {
      const key = `${company}.${branch}.${printerId}`;
      if (seen.has(key)) return true;
      const { state } = await fleet.printer(company, branch, printerId);
      if (!state) return false;
      if (seen.size >= MOST) seen.clear();
      seen.add(key);
      return true;
    },
  };
}

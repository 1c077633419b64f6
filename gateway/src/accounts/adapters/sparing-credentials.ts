/** Asks the database no more than needed: each request of a point of sale shows its key, and while the database is away nobody waits for it in turn. */
import type { KnownApiKey } from "@printermaster/contracts";
import { Fault } from "../../domain/fault.ts";
import type { Credentials } from "../app/ports.ts";

/** A revocation counts at once all the same: it is told by another way. */
const FRESH_MS = 5000;
const AWAY_MS = 2000;
const MOST_KEYS = 10_000;

export function sparingCredentials(credentials: Credentials, now: () => Date): Credentials {
  const keys = new Map<string, { readonly known: KnownApiKey; readonly at: number }>();
  let awayUntil = 0;

  const asking = async <T>(ask: () => Promise<T>): Promise<T> => {
    if (now().getTime() < awayUntil) throw new Fault("read-model-unavailable", undefined);
    try {
      return await ask();
    } catch (fault) {
      awayUntil = now().getTime() + AWAY_MS;
      throw fault;
    }
  };

  return {
    licenceByHash: (hash) => asking(() => credentials.licenceByHash(hash)),
    tenantBySlug: (tenant) => asking(() => credentials.tenantBySlug(tenant)),

    async apiKeyByHash(hash) {
      const recent = keys.get(hash);
      if (recent && now().getTime() - recent.at < FRESH_MS) return recent.known;
      const known = await asking(() => credentials.apiKeyByHash(hash));
      if (keys.size >= MOST_KEYS) keys.clear();
      if (known) keys.set(hash, { known, at: now().getTime() });
      else keys.delete(hash);
      return known;
    },
  };
}

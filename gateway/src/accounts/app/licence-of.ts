/** Whose a licence is. While the database is away, its last word counts: agents come and go, and prints go on. */
import type { Log } from "@printermaster/runtime";
import type { Accounts, Licence, LicenceMemory } from "./ports.ts";

export interface LicenceDeps {
  readonly accounts: Pick<Accounts, "licenceByHash">;
  readonly licences: LicenceMemory;
  readonly log: Log;
}

export async function licenceOf(
  { accounts, licences, log }: LicenceDeps,
  hash: string,
): Promise<Licence | undefined> {
  let licence: Licence | undefined;
  try {
    licence = await accounts.licenceByHash(hash);
  } catch (fault) {
    const known = await licences.recall(hash);
    if (!known) throw fault;
    log.warn({ event: "licence-recalled", ...known }, "the database is away: its last word counts");
    return known;
  }
  // Beside: nobody is kept waiting for what only an outage needs.
  licences.keep(hash, licence).catch((err: unknown) => log.error({ err }, "a licence is not kept"));
  return licence;
}

/** What the database says of a licence, a key or a tenant. While it is away, its last word counts: prints go on. */
import type { Tenant } from "@printermaster/contracts";
import { sha256Hex, type Log } from "@printermaster/runtime";
import type { Credentials, VerifierMemory, Words } from "./ports.ts";

export interface VerifierDeps {
  readonly credentials: Credentials;
  readonly verifiers: VerifierMemory;
  readonly log: Log;
}

export const licenceOf = (deps: VerifierDeps, shown: string) => {
  const hash = sha256Hex(shown);
  return lastWord(deps, "licence", hash, () => deps.credentials.licenceByHash(hash));
};

/** By its digest: how much of a wrong key was right cannot be told from the time this takes. */
export const apiKeyOf = (deps: VerifierDeps, shown: string) => {
  const hash = sha256Hex(shown);
  return lastWord(deps, "key", hash, () => deps.credentials.apiKeyByHash(hash));
};

export const tenantOf = (deps: VerifierDeps, tenant: Tenant) =>
  lastWord(deps, "tenant", sha256Hex(tenant), () => deps.credentials.tenantBySlug(tenant));

async function lastWord<K extends keyof Words>(
  { verifiers, log }: VerifierDeps,
  kind: K,
  hash: string,
  ask: () => Promise<Words[K] | undefined>,
): Promise<Words[K] | undefined> {
  let word: Words[K] | undefined;
  try {
    word = await ask();
  } catch (fault) {
    const known = await verifiers.recall(kind, hash);
    if (!known) throw fault;
    const { company } = known;
    log.warn({ event: "verifier-recalled", kind, company }, "the database is away: its last word");
    return known;
  }
  // Beside: nobody is kept waiting for what only an outage needs.
  verifiers.keep(kind, hash, word).catch((err: unknown) => log.error({ err, kind }, "not kept"));
  return word;
}

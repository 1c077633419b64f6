import type { KnownApiKey, KnownLicence, KnownTenant, Tenant } from "@printermaster/contracts";
import type { UserPrincipal } from "../../domain/principal.ts";

export interface KnownUser {
  readonly principal: UserPrincipal;
  readonly passwordHash: string;
}

/** Reads fail with the fault `read-model-unavailable` while the database is away. */
export interface Accounts {
  userByEmail(email: string): Promise<KnownUser | undefined>;
}

/** Found with nothing but what a client shows. */
export interface Credentials {
  licenceByHash(hash: string): Promise<KnownLicence | undefined>;
  apiKeyByHash(hash: string): Promise<KnownApiKey | undefined>;
  tenantBySlug(tenant: Tenant): Promise<KnownTenant | undefined>;
}

/** By what the memory calls them: what the database may say. */
export interface Words {
  readonly licence: KnownLicence;
  readonly key: KnownApiKey;
  readonly tenant: KnownTenant;
}

/** What the database said, kept where it can be read without the database. */
export interface VerifierMemory {
  recall<K extends keyof Words>(kind: K, hash: string): Promise<Words[K] | undefined>;
  /** `undefined`: it is nobody's, or was withdrawn. */
  keep<K extends keyof Words>(kind: K, hash: string, word: Words[K] | undefined): Promise<void>;
}

export interface Passwords {
  /** Without a hash it takes as long and says no: a stranger must not learn which addresses exist. */
  matches(password: string, hash: string | undefined): Promise<boolean>;
}

export interface Tokens {
  readonly lifetimeSeconds: number;
  issue(user: UserPrincipal): Promise<string>;
  verify(token: string): Promise<UserPrincipal | undefined>;
}

import type { Id } from "@printermaster/contracts";
import type { UserPrincipal } from "../../domain/principal.ts";

export interface KnownUser {
  readonly principal: UserPrincipal;
  readonly passwordHash: string;
}

export interface Licence {
  readonly company: Id;
  readonly branch: Id;
}

/** Reads fail with the fault `read-model-unavailable` while the database is away. */
export interface Accounts {
  userByEmail(email: string): Promise<KnownUser | undefined>;
  licenceByHash(hash: string): Promise<Licence | undefined>;
}

/** What the database said of licences, kept where it can be read without the database. */
export interface LicenceMemory {
  recall(hash: string): Promise<Licence | undefined>;
  /** `undefined`: it is nobody's, or was withdrawn. */
  keep(hash: string, licence: Licence | undefined): Promise<void>;
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

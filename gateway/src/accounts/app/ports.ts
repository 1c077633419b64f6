import type {
  Id,
  KnownApiKey,
  KnownLicence,
  KnownTenant,
  RevocableKind,
  Tenant,
} from "@printermaster/contracts";
import type { Client, UserPrincipal } from "../../domain/principal.ts";

export interface KnownUser {
  readonly principal: UserPrincipal;
  readonly passwordHash: string;
}

/** Reads fail with the fault `read-model-unavailable` while the database is away. */
export interface Accounts {
  userByEmail(email: string): Promise<KnownUser | undefined>;
  userById(id: Id): Promise<UserPrincipal | undefined>;
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
  issue(user: UserPrincipal, session: Id): Promise<string>;
  /** Whose it is; also if it ran out, but not by more than `lateByMs`. */
  verify(token: string, lateByMs?: number): Promise<UserPrincipal | undefined>;
}

export type Rotation =
  | { readonly was: "good"; readonly id: Id; readonly userId: Id }
  /** Somebody else has used it: one of the two is a thief. */
  | { readonly was: "used"; readonly id: Id }
  | { readonly was: "unknown" };

/** Of refresh tokens the hashes only. */
export interface Sessions {
  begin(session: {
    readonly id: Id;
    readonly userId: Id;
    readonly hash: string;
    readonly now: Date;
    readonly expiresAt: Date;
  }): Promise<void>;
  rotate(tokens: {
    readonly hash: string;
    readonly next: string;
    readonly now: Date;
    readonly expiresAt: Date;
  }): Promise<Rotation>;
  /** Of this token; tells which it was. */
  endOf(hash: string, now: Date): Promise<Id | undefined>;
  end(id: Id, now: Date): Promise<void>;
  endAllOf(userId: Id, now: Date): Promise<void>;
}

/** What was taken back lately, on whatever gateway. */
export interface Revocations {
  /** Resolves when it is sure to reach every gateway. */
  revoke(kind: RevocableKind, id: Id): Promise<void>;
  covers(client: Client): boolean;
  /** `hits` says of a client that came in before whether it must go now. Returns what ends the watch. */
  watch(listener: (hits: (client: Client) => boolean) => void): () => void;
}

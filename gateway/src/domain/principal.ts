/** Who stands behind a token, a licence or a key. Company and branch are taken from here, never from a payload. */
import {
  accepted,
  refused,
  type Actor,
  type Answer,
  type Branch,
  type Id,
  type Role,
  type Tenant,
} from "@printermaster/contracts";

/** By which token a person came. */
export interface TokenFacts {
  readonly session: Id;
  readonly issuedAt: number;
  readonly expiresAt: number;
}

export interface UserPrincipal {
  readonly kind: "user";
  readonly id: Id;
  readonly email: string;
  readonly name: string;
  readonly role: Role;
  readonly company: Id;
  readonly companyName: string;
  readonly branches: readonly Branch[];
  /** None in what a token is issued for. */
  readonly token?: TokenFacts | undefined;
}

/** A point-of-sale system; its id is that of its API key. */
export interface PosPrincipal {
  readonly kind: "pos";
  readonly id: Id;
  readonly name: string;
  readonly company: Id;
  readonly companyName: string;
  readonly tenant: Tenant;
  readonly branches: readonly Branch[];
  readonly expiresAt?: string | undefined;
}

export interface AgentPrincipal {
  readonly kind: "agent";
  readonly agentId: Id;
  readonly company: Id;
  readonly branch: Id;
  /** As its handshake says it; only agents of the older kind are taken by that word. */
  readonly instanceId?: Id;
  readonly appVersion?: string;
  readonly licence?: Id | undefined;
  readonly expiresAt?: string | undefined;
  /** The one it speaks for, and no other. */
  readonly installationId?: Id;
  /** Of a paired device: what it was paired with. */
  readonly key?: { readonly id: Id; readonly publicKey: string; readonly installationId: Id };
}

export type KeyedAgent = AgentPrincipal & Required<Pick<AgentPrincipal, "key" | "installationId">>;

/** Who asks for prints and looks at them. */
export type Caller = UserPrincipal | PosPrincipal;
/** Whose a Socket.IO connection is. */
export type Principal = UserPrincipal | AgentPrincipal;

/** Anybody who is connected. */
export type Client = Caller | AgentPrincipal;

/** As what they do is told in the log. */
export const actorOf = ({ kind, id, name }: Caller): Actor => ({ kind, id, name });

export const branchIds = (caller: Caller): Id[] => caller.branches.map(({ id }) => id);

export const mayUse = (caller: Caller, branch: Id): boolean =>
  caller.branches.some(({ id }) => id === branch);

/** The branch a print is for: the one asked for, or the only one there is. */
export function chooseBranch(caller: Caller, asked: Id | undefined): Answer<Branch> {
  const [first, ...others] = caller.branches;
  if (asked === undefined && first && others.length === 0) return accepted(first);
  if (asked === undefined)
    return refused("invalid-payload", [{ field: "branchId", message: "say which branch" }]);
  const branch = caller.branches.find(({ id }) => id === asked);
  return branch ? accepted(branch) : refused("forbidden");
}

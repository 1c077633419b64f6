/** Who stands behind a token or a licence. Company and branch are taken from here, never from a payload. */
import {
  accepted,
  refused,
  type Actor,
  type Answer,
  type Branch,
  type Id,
  type Role,
} from "@printermaster/contracts";

export interface UserPrincipal {
  readonly kind: "user";
  readonly id: Id;
  readonly email: string;
  readonly name: string;
  readonly role: Role;
  readonly company: Id;
  readonly companyName: string;
  readonly branches: readonly Branch[];
}

export interface AgentPrincipal {
  readonly kind: "agent";
  readonly agentId: Id;
  readonly company: Id;
  readonly branch: Id;
  /** The one it speaks for, and no other. */
  readonly installationId?: Id;
  /** Of a paired device: what it was paired with. */
  readonly key?: { readonly publicKey: string; readonly installationId: Id };
}

export type KeyedAgent = AgentPrincipal & Required<Pick<AgentPrincipal, "key" | "installationId">>;

export type Principal = UserPrincipal | AgentPrincipal;

/** As what they do is told in the log. */
export const actorOf = ({ id, name }: UserPrincipal): Actor => ({ kind: "user", id, name });

export const branchIds = (user: UserPrincipal): Id[] => user.branches.map(({ id }) => id);

export const mayUse = (user: UserPrincipal, branch: Id): boolean =>
  user.branches.some(({ id }) => id === branch);

/** The branches whose agents and devices this person looks after. */
export const setUpBranches = (user: UserPrincipal): Id[] =>
  user.role === "owner" || user.role === "manager" ? branchIds(user) : [];

export const maySetUp = (user: UserPrincipal, branch: Id): boolean =>
  setUpBranches(user).includes(branch);

/** The branch a print is for: the one asked for, or the only one there is. */
export function chooseBranch(user: UserPrincipal, asked: Id | undefined): Answer<Branch> {
  const [first, ...others] = user.branches;
  if (asked === undefined && first && others.length === 0) return accepted(first);
  if (asked === undefined)
    return refused("invalid-payload", [{ field: "branchId", message: "say which branch" }]);
  const branch = user.branches.find(({ id }) => id === asked);
  return branch ? accepted(branch) : refused("forbidden");
}

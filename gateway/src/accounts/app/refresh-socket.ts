/** A new token on a socket that stays: of the same person, with the claims of now. */
import { accepted, refused, type Answer, type AuthRefreshed } from "@printermaster/contracts";
import type { UserPrincipal } from "../../domain/principal.ts";
import { admitUser, type UserAdmissionDeps } from "./admit-user.ts";

export async function refreshSocket(
  deps: UserAdmissionDeps,
  user: UserPrincipal,
  token: string,
): Promise<Answer<AuthRefreshed>> {
  const admitted = await admitUser(deps, token);
  if (!admitted.ok) return admitted;
  const fresh = admitted.value;
  if (fresh.id !== user.id || fresh.company !== user.company) return refused("forbidden");
  // In place: every handler of the socket holds this very object.
  Object.assign(user, fresh);
  return accepted({ expiresAt: new Date(fresh.token?.expiresAt ?? 0).toISOString() });
}

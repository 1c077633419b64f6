/** Whose a token is, if it still counts. While the database is away no new one can be had: then an old one does, for hours. */
import { accepted, refused, type Answer } from "@printermaster/contracts";
import type { UserPrincipal } from "../../domain/principal.ts";
import { GRACE_MS } from "../domain/revocation.ts";
import type { Revocations, Tokens } from "./ports.ts";

export interface UserAdmissionDeps {
  readonly tokens: Tokens;
  readonly revocations: Pick<Revocations, "covers">;
  readonly databaseIsAway: () => Promise<boolean>;
}

export async function admitUser(
  deps: UserAdmissionDeps,
  token: string,
): Promise<Answer<UserPrincipal>> {
  const user = (await deps.tokens.verify(token)) ?? (await lateUser(deps, token));
  if (!user) return refused("unauthenticated");
  return deps.revocations.covers(user) ? refused("credential-revoked") : accepted(user);
}

async function lateUser({ tokens, databaseIsAway }: UserAdmissionDeps, token: string) {
  const user = await tokens.verify(token, GRACE_MS);
  return user && (await databaseIsAway()) ? user : undefined;
}

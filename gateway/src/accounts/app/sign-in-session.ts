/** What a person is given at a log-in and at each refresh. */
import type { Id, LoggedIn } from "@printermaster/contracts";
import { randomToken, sha256Hex } from "@printermaster/runtime";
import type { UserPrincipal } from "../../domain/principal.ts";
import type { Tokens } from "./ports.ts";

/** Since it was last used. */
const SESSION_MS = 14 * 86_400_000;

export const sessionEnd = (now: Date): Date => new Date(now.getTime() + SESSION_MS);

export function newRefreshToken() {
  const refreshToken = `pmr_${randomToken(32)}`;
  return { refreshToken, hash: sha256Hex(refreshToken) };
}

export async function loggedIn(
  tokens: Tokens,
  user: UserPrincipal,
  session: Id,
  refreshToken: string,
): Promise<LoggedIn> {
  const { id, email, name, role, company, companyName, branches } = user;
  return {
    accessToken: await tokens.issue(user, session),
    refreshToken,
    expiresIn: tokens.lifetimeSeconds,
    user: { id, email, name, role },
    company: { id: company, name: companyName },
    branches: [...branches],
  };
}

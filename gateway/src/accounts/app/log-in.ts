import { accepted, refused, type Answer, type Id, type LoggedIn } from "@printermaster/contracts";
import type { Log } from "@printermaster/runtime";
import type { Audit } from "../../audit/app/ports.ts";
import { actorOf, type UserPrincipal } from "../../domain/principal.ts";
import type { Accounts, Passwords, Revocations, Sessions, Tokens } from "./ports.ts";
import { loggedIn, newRefreshToken, sessionEnd } from "./sign-in-session.ts";

/** Asked before a password is looked at. */
export type SignInLimit = (attempt: { email: string; address: string }) => Answer<unknown>;

export interface LogInDeps {
  readonly accounts: Accounts;
  readonly passwords: Passwords;
  readonly sessions: Sessions;
  readonly tokens: Tokens;
  readonly revocations: Revocations;
  readonly signInLimit: SignInLimit;
  readonly audit: Audit;
  readonly newId: () => Id;
  readonly now: () => Date;
  readonly log: Log;
}

export interface LogInRequest {
  readonly email: string;
  readonly password: string;
  readonly address: string;
}

export async function logIn(deps: LogInDeps, request: LogInRequest): Promise<Answer<LoggedIn>> {
  const { accounts, passwords, sessions, tokens, newId, now } = deps;
  const { password, address } = request;
  const email = request.email.trim().toLowerCase();
  const allowed = deps.signInLimit({ email, address });
  if (!allowed.ok) return allowed;
  const known = await accounts.userByEmail(email);
  const right = await passwords.matches(password, known?.passwordHash);
  tell(deps, known?.principal, address, known && right ? "done" : "bad-credentials");
  if (!known || !right) return refused("bad-credentials");
  const user = known.principal;
  const { refreshToken, hash } = newRefreshToken();
  const session = { id: newId(), userId: user.id, hash, now: now() };
  await sessions.begin({ ...session, expiresAt: sessionEnd(now()) });
  return accepted(await loggedIn(tokens, user, session.id, refreshToken));
}

function tell(
  { audit, log, now }: LogInDeps,
  user: UserPrincipal | undefined,
  address: string,
  outcome: string,
): void {
  const company = user?.company;
  log.info({ event: "log-in", user: user?.id, company, outcome }, "log-in");
  const actor = user && actorOf(user);
  audit({ actor, company, action: "sign-in", outcome, at: now(), address });
}

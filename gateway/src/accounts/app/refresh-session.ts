/** A refresh token is good once. Shown again, it was stolen from one of the two who showed it: the session ends for both. */
import { accepted, refused, type Answer, type LoggedIn } from "@printermaster/contracts";
import { sha256Hex } from "@printermaster/runtime";
import type { LogInDeps } from "./log-in.ts";
import { loggedIn, newRefreshToken, sessionEnd } from "./sign-in-session.ts";

export async function refreshSession(
  deps: LogInDeps,
  shown: string,
  address: string,
): Promise<Answer<LoggedIn>> {
  const { accounts, sessions, tokens, now } = deps;
  const { refreshToken, hash: next } = newRefreshToken();
  const times = { now: now(), expiresAt: sessionEnd(now()) };
  const rotation = await sessions.rotate({ hash: sha256Hex(shown), next, ...times });
  if (rotation.was === "used") await endStolen(deps, rotation.id, address);
  if (rotation.was !== "good") return refused("session-ended");
  // As the database has them now: what was taken from a person is gone with the next token.
  const user = await accounts.userById(rotation.userId);
  if (!user) return refused("session-ended");
  return accepted(await loggedIn(tokens, user, rotation.id, refreshToken));
}

async function endStolen(deps: LogInDeps, session: string, address: string): Promise<void> {
  const { sessions, revocations, audit, log, now } = deps;
  log.warn({ event: "refresh-reused", session }, "a used refresh token was shown again");
  const about = { action: "session-reuse", target: session, outcome: "session-ended" };
  audit({ actor: undefined, company: undefined, ...about, at: now(), address });
  await sessions.end(session, now());
  await revocations.revoke("session", session);
}

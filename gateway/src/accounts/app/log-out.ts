/** Ends this session, or all of a person's, on every gateway and socket. */
import type { LogOut } from "@printermaster/contracts";
import { sha256Hex } from "@printermaster/runtime";
import { actorOf, type UserPrincipal } from "../../domain/principal.ts";
import type { LogInDeps } from "./log-in.ts";

export async function logOut(
  { sessions, revocations, audit, now }: LogInDeps,
  user: UserPrincipal | undefined,
  { refreshToken, everywhere }: LogOut,
): Promise<void> {
  const ofToken = user?.token?.session;
  const shown = refreshToken && (await sessions.endOf(sha256Hex(refreshToken), now()));
  if (ofToken) await sessions.end(ofToken, now());
  for (const session of new Set([ofToken, shown])) {
    if (session) await revocations.revoke("session", session);
  }
  if (!user) return;
  if (everywhere) {
    await sessions.endAllOf(user.id, now());
    await revocations.revoke("user", user.id);
  }
  const action = everywhere ? "sign-out-everywhere" : "sign-out";
  audit({ actor: actorOf(user), company: user.company, action, outcome: "done", at: now() });
}

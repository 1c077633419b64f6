import { accepted, refused, type Answer, type LoggedIn } from "@printermaster/contracts";
import type { Log } from "@printermaster/runtime";
import type { Accounts, Passwords, Tokens } from "./ports.ts";

export interface LogInDeps {
  readonly accounts: Accounts;
  readonly passwords: Passwords;
  readonly tokens: Tokens;
  readonly log: Log;
}

export async function logIn(
  { accounts, passwords, tokens, log }: LogInDeps,
  { email, password }: { email: string; password: string },
): Promise<Answer<LoggedIn>> {
  const known = await accounts.userByEmail(email.trim().toLowerCase());
  const right = await passwords.matches(password, known?.passwordHash);
  if (!known || !right) {
    log.info({ event: "log-in", user: known?.principal.id, code: "bad-credentials" }, "refused");
    return refused("bad-credentials");
  }
  const { id, name, role, company, companyName, branches } = known.principal;
  log.info({ event: "log-in", user: id, company }, "signed in");
  return accepted({
    accessToken: await tokens.issue(known.principal),
    expiresIn: tokens.lifetimeSeconds,
    user: { id, email: known.principal.email, name, role },
    company: { id: company, name: companyName },
    branches: [...branches],
  });
}

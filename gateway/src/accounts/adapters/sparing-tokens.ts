/** A page shows its token with each request: its signature is looked at once. What may change meanwhile is not: a revocation is told by another way. */
import { sha256Hex } from "@printermaster/runtime";
import type { UserPrincipal } from "../../domain/principal.ts";
import type { Tokens } from "../app/ports.ts";

const MOST_TOKENS = 10_000;

export function sparingTokens(tokens: Tokens, now: () => Date): Tokens {
  const known = new Map<string, UserPrincipal>();
  return {
    ...tokens,
    async verify(token, lateByMs = 0) {
      if (lateByMs > 0) return await tokens.verify(token, lateByMs);
      const hash = sha256Hex(token);
      const found = known.get(hash) ?? (await tokens.verify(token));
      if (!found || now().getTime() >= (found.token?.expiresAt ?? 0)) {
        known.delete(hash);
        return undefined;
      }
      if (known.size >= MOST_TOKENS) known.clear();
      known.set(hash, found);
      // A socket that is refreshed changes what it was given in place.
      return { ...found };
    },
  };
}

/** Whether whoever connects has the key of the device that it says it is, here and now. */
import { connectionClaim, msOf, type AgentChallenge, type Id } from "@printermaster/contracts";
import type { KeyedAgent } from "../../domain/principal.ts";

/** An agent answers at once; a signature that was made for later is worth nothing. */
export const PROVED_WITHIN_MS = 10_000;

export type Verdict = "proved" | "late" | "bad-signature" | "second-installation";

export function verdictOn(
  { agentId, key, installationId }: Pick<KeyedAgent, "key" | "installationId"> & { agentId: Id },
  challenge: AgentChallenge,
  signature: string,
  now: number,
  isSignedBy: (publicKey: string, text: string, signature: string) => boolean,
): Verdict {
  if (now - msOf(challenge.issuedAt) > PROVED_WITHIN_MS) return "late";
  const claim = connectionClaim(challenge, agentId, installationId);
  if (!isSignedBy(key.publicKey, claim, signature)) return "bad-signature";
  // Only now, or strangers could raise an alert about it.
  return installationId === key.installationId ? "proved" : "second-installation";
}

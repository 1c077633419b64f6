/** What managing credentials has in common: whoever tried it is written down, with what came of it. */
import type { Answer, Id } from "@printermaster/contracts";
import type { Audit } from "../../audit/app/ports.ts";
import { actorOf, type Caller } from "../../domain/principal.ts";
import type { Revocations, VerifierMemory } from "./ports.ts";

export interface ManageDeps {
  readonly verifiers: VerifierMemory;
  readonly revocations: Revocations;
  readonly audit: Audit;
  readonly newId: () => Id;
  readonly now: () => Date;
}

export async function audited<T>(
  { audit, now }: ManageDeps,
  caller: Caller,
  action: string,
  target: string | undefined,
  work: () => Promise<Answer<T>>,
): Promise<Answer<T>> {
  const answer = await work();
  const outcome = answer.ok ? "done" : answer.error.code;
  const about = { action, outcome, ...(target === undefined ? {} : { target }) };
  audit({ actor: actorOf(caller), company: caller.company, ...about, at: now() });
  return answer;
}

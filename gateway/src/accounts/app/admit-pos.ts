/** A point-of-sale system comes with an API key, and on its socket with the name of its tenant. */
import { accepted, refused, Tenant, type Answer } from "@printermaster/contracts";
import type { PosPrincipal } from "../../domain/principal.ts";
import { lapsed } from "../domain/validity.ts";
import type { Revocations } from "./ports.ts";
import { apiKeyOf, tenantOf, type VerifierDeps } from "./last-word.ts";

export interface PosAdmissionDeps extends VerifierDeps {
  readonly revocations: Pick<Revocations, "covers">;
  readonly now: () => Date;
}

const MOST_CHARACTERS = 200;

/** Who has no key learns nothing of which tenants there are. */
export async function admitPos(
  deps: PosAdmissionDeps,
  tenant: string,
  apiKey: string,
): Promise<Answer<PosPrincipal>> {
  const pos = await posOf(deps, apiKey);
  if (!pos.ok || pos.value.tenant === tenant) return pos;
  const slug = Tenant.safeParse(tenant);
  const exists = slug.success && (await tenantOf(deps, slug.data));
  return refused(exists ? "forbidden" : "unknown-tenant");
}

export async function posOf(deps: PosAdmissionDeps, apiKey: string): Promise<Answer<PosPrincipal>> {
  if (!apiKey || apiKey.length > MOST_CHARACTERS) return refused("unauthenticated");
  const known = await apiKeyOf(deps, apiKey);
  if (!known) return refused("unauthenticated");
  const why = lapsed(known, deps.now().getTime());
  if (why) return refused(why);
  const { revokedAt: _, ...facts } = known;
  const pos = { kind: "pos", ...facts } as const;
  return deps.revocations.covers(pos) ? refused("credential-revoked") : accepted(pos);
}

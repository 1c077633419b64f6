/** Who a new socket belongs to: agents come with a licence, people with a token. */
import {
  accepted,
  AgentHandshake,
  parsed,
  refused,
  WebHandshake,
  type Answer,
} from "@printermaster/contracts";
import type { AgentPrincipal, Principal } from "../../domain/principal.ts";
import { lapsed } from "../domain/validity.ts";
import type { PosAdmissionDeps } from "./admit-pos.ts";
import { licenceOf } from "./last-word.ts";
import type { Tokens } from "./ports.ts";

export interface AdmissionDeps extends PosAdmissionDeps {
  readonly tokens: Tokens;
}

export async function admitSocket(
  deps: AdmissionDeps,
  auth: Readonly<Record<string, unknown>>,
): Promise<Answer<Principal>> {
  if (auth["userRole"] === "desktop_app") return await admitAgent(deps, auth);
  const handshake = WebHandshake.safeParse(auth);
  const user = handshake.success && (await deps.tokens.verify(handshake.data.token));
  return user ? accepted(user) : refused("unauthenticated");
}

async function admitAgent(deps: AdmissionDeps, auth: unknown): Promise<Answer<AgentPrincipal>> {
  const handshake = parsed(AgentHandshake, auth);
  if (!handshake.ok) return handshake;
  const { licenseKey, companyId, branchId, deviceId } = handshake.value;
  const licence = await licenceOf(deps, licenseKey);
  if (licence?.company !== companyId || licence.branch !== branchId)
    return refused("unauthenticated");
  const why = lapsed(licence, deps.now().getTime());
  if (why) return refused(why);
  return accepted({ kind: "agent", agentId: deviceId, company: companyId, branch: branchId });
}

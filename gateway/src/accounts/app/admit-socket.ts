/** Who a new socket belongs to: agents come with a licence, people with a token. */
import {
  accepted,
  AgentHandshake,
  parsed,
  refused,
  WebHandshake,
  type Answer,
} from "@printermaster/contracts";
import { sha256Hex } from "@printermaster/runtime";
import type { AgentPrincipal, Principal } from "../../domain/principal.ts";
import type { Accounts, Tokens } from "./ports.ts";

export interface AdmissionDeps {
  readonly accounts: Accounts;
  readonly tokens: Tokens;
}

export async function admitSocket(
  { accounts, tokens }: AdmissionDeps,
  auth: Readonly<Record<string, unknown>>,
): Promise<Answer<Principal>> {
  if (auth["userRole"] === "desktop_app") return await admitAgent(accounts, auth);
  const handshake = WebHandshake.safeParse(auth);
  const user = handshake.success && (await tokens.verify(handshake.data.token));
  return user ? accepted(user) : refused("unauthenticated");
}

async function admitAgent(accounts: Accounts, auth: unknown): Promise<Answer<AgentPrincipal>> {
  const handshake = parsed(AgentHandshake, auth);
  if (!handshake.ok) return handshake;
  const { licenseKey, companyId, branchId, deviceId } = handshake.value;
  const licence = await accounts.licenceByHash(sha256Hex(licenseKey));
  if (licence?.company !== companyId || licence.branch !== branchId)
    return refused("unauthenticated");
  return accepted({ kind: "agent", agentId: deviceId, company: companyId, branch: branchId });
}

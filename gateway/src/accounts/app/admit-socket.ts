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
import { admitKeyed, keyIfAny } from "../../devices/app/admit-keyed.ts";
import type { KnownDeviceDeps } from "../../devices/app/known-device.ts";
import type { AgentPrincipal, Principal } from "../../domain/principal.ts";
import { licenceOf, type LicenceDeps } from "./licence-of.ts";
import type { Tokens } from "./ports.ts";

export interface AdmissionDeps extends LicenceDeps {
  readonly tokens: Tokens;
  readonly devices: KnownDeviceDeps;
}

export async function admitSocket(
  deps: AdmissionDeps,
  auth: Readonly<Record<string, unknown>>,
): Promise<Answer<Principal>> {
  if (auth["keyed"] === true) return await admitKeyed(deps.devices, auth);
  if (auth["userRole"] === "desktop_app") return await admitAgent(deps, auth);
  const handshake = WebHandshake.safeParse(auth);
  const user = handshake.success && (await deps.tokens.verify(handshake.data.token));
  return user ? accepted(user) : refused("unauthenticated");
}

async function admitAgent(deps: AdmissionDeps, auth: unknown): Promise<Answer<AgentPrincipal>> {
  const handshake = parsed(AgentHandshake, auth);
  if (!handshake.ok) return handshake;
  const { licenseKey, companyId, branchId, deviceId } = handshake.value;
  const licence = await licenceOf(deps, sha256Hex(licenseKey));
  if (licence?.company !== companyId || licence.branch !== branchId)
    return refused("unauthenticated");
  const agent = { kind: "agent", agentId: deviceId, company: companyId, branch: branchId } as const;
  if (await keyIfAny(deps.devices, agent)) return refused("device-key-required");
  return accepted(agent);
}

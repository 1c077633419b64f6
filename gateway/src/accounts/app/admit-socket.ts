/** Who a new socket belongs to: agents come with a licence, people with a token. */
import {
  accepted,
  AgentAlert,
  AgentHandshake,
  parsed,
  refused,
  WebHandshake,
  type Answer,
  type ErrorCode,
} from "@printermaster/contracts";
import type { AgentSubjects } from "../../bridge/app/ports.ts";
import type { AgentPrincipal, Principal } from "../../domain/principal.ts";
import { lapsed } from "../domain/validity.ts";
import type { PosAdmissionDeps } from "./admit-pos.ts";
import { admitUser, type UserAdmissionDeps } from "./admit-user.ts";
import { bindDevice, type BindDeps } from "./bind-device.ts";
import { licenceOf } from "./last-word.ts";

export interface AdmissionDeps extends PosAdmissionDeps, UserAdmissionDeps, BindDeps {
  readonly subjects: Pick<AgentSubjects, "publishAlert">;
}

export async function admitSocket(
  deps: AdmissionDeps,
  auth: Readonly<Record<string, unknown>>,
): Promise<Answer<Principal>> {
  if (auth["userRole"] === "desktop_app") return await admitAgent(deps, auth);
  const handshake = WebHandshake.safeParse(auth);
  return handshake.success
    ? await admitUser(deps, handshake.data.token)
    : refused("unauthenticated");
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
  const { id, expiresAt } = licence;
  const facts = { agentId: deviceId, company: companyId, branch: branchId };
  const agent = { kind: "agent", ...facts, licence: id, expiresAt } as const;
  if (deps.revocations.covers(agent)) return refused("credential-revoked");
  const device = { deviceId, installationId: handshake.value.instanceId };
  const bound = await bindDevice(deps, licence, device);
  if (!bound.ok) warn(deps, agent, bound.error.code);
  return bound.ok ? accepted(agent) : bound;
}

function warn({ subjects, log }: AdmissionDeps, agent: AgentPrincipal, code: ErrorCode): void {
  const alert = AgentAlert.shape.code.safeParse(code);
  if (!alert.success) return;
  const { company, branch, agentId, licence } = agent;
  const about = { event: "agent-alert", code, company, branch, agent: agentId, licence };
  log.warn(about, "a licence came with a device that it is not bound to");
  subjects.publishAlert(agent, alert.data);
}

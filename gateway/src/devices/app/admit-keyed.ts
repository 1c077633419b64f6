/** A handshake with a device key says only who somebody claims to be: see challenge.ts for the proof. */
import { accepted, KeyedHandshake, parsed, refused, type Answer } from "@printermaster/contracts";
import type { AgentPrincipal, KeyedAgent } from "../../domain/principal.ts";
import { keyId } from "./key-id.ts";
import { knownDevice, type KnownDeviceDeps } from "./known-device.ts";

export async function admitKeyed(
  deps: KnownDeviceDeps,
  auth: unknown,
): Promise<Answer<KeyedAgent>> {
  const handshake = parsed(KeyedHandshake, auth);
  if (!handshake.ok) return handshake;
  const device = await knownDevice(deps, handshake.value.deviceId);
  if (!device || device.revoked) return refused("unauthenticated");
  const { id: agentId, company, branch, publicKey, installationId } = device;
  const key = { id: keyId(publicKey), publicKey, installationId };
  const { instanceId } = handshake.value;
  return accepted({ kind: "agent", agentId, company, branch, key, installationId: instanceId });
}

/** Nobody may come with a licence in the name of a device that has a key. */
export async function keyIfAny(
  { memory }: Pick<KnownDeviceDeps, "memory">,
  { agentId, company, branch }: AgentPrincipal,
): Promise<boolean> {
  const device = await memory.recall(agentId);
  return device?.company === company && device.branch === branch;
}

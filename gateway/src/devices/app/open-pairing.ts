import {
  accepted,
  refused,
  type Answer,
  type CreatePairingCode,
  type Id,
  type PairingCode,
} from "@printermaster/contracts";
import { randomIdBytes } from "@printermaster/runtime";
import { audited, type ManageDeps } from "../../accounts/app/manage.ts";
import { permitted } from "../../accounts/domain/permissions.ts";
import { mayUse, type Caller } from "../../domain/principal.ts";
import { codeFromBytes, grouped } from "../domain/pairing-code.ts";
import type { DeviceAccounts } from "./ports.ts";

export interface OpenPairingDeps extends Pick<ManageDeps, "audit" | "now"> {
  readonly accounts: DeviceAccounts;
  readonly keyedHash: (code: string) => string;
}

const VALID_MS = 600_000;

/** The code is told once, to the person who asked for it. */
export const openPairing = (
  deps: OpenPairingDeps,
  caller: Caller,
  { branchId, name, deviceId }: CreatePairingCode,
): Promise<Answer<PairingCode>> =>
  audited(deps, caller, "pairing-open", deviceId ?? branchId, async () => {
    const allowed = permitted(caller, "manage-devices");
    if (!allowed.ok) return allowed;
    if (!mayUse(caller, branchId)) return refused("forbidden");
    if (deviceId && !(await isOf(deps, caller, branchId, deviceId)))
      return refused("unknown-device");
    const code = codeFromBytes(randomIdBytes());
    const expiresAt = new Date(deps.now().getTime() + VALID_MS);
    const { company, id: createdBy } = caller;
    const hash = deps.keyedHash(code);
    const facts = { hash, company, branch: branchId, name, createdBy, expiresAt };
    await deps.accounts.putCode({ ...facts, replaces: deviceId });
    const told = { code: grouped(code), branchId, expiresAt: expiresAt.toISOString() };
    return accepted(deviceId ? { ...told, deviceId } : told);
  });

/** A revoked one is so for good. */
async function isOf(
  { accounts }: OpenPairingDeps,
  { company }: Caller,
  branch: Id,
  id: Id,
): Promise<boolean> {
  const device = await accounts.device(id);
  return device?.company === company && device.branch === branch && !device.revoked;
}

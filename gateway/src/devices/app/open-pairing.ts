import {
  accepted,
  refused,
  type Answer,
  type CreatePairingCode,
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
  { branchId, name }: CreatePairingCode,
): Promise<Answer<PairingCode>> =>
  audited(deps, caller, "pairing-open", branchId, async () => {
    const allowed = permitted(caller, "manage-devices");
    if (!allowed.ok) return allowed;
    if (!mayUse(caller, branchId)) return refused("forbidden");
    const code = codeFromBytes(randomIdBytes());
    const expiresAt = new Date(deps.now().getTime() + VALID_MS);
    const { company, id: createdBy } = caller;
    const hash = deps.keyedHash(code);
    await deps.accounts.putCode({ hash, company, branch: branchId, name, createdBy, expiresAt });
    return accepted({ code: grouped(code), branchId, expiresAt: expiresAt.toISOString() });
  });

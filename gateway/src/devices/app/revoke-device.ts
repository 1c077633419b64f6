import { accepted, refused, type Answer, type Id } from "@printermaster/contracts";
import { audited, type ManageDeps } from "../../accounts/app/manage.ts";
import { permitted } from "../../accounts/domain/permissions.ts";
import { branchIds, type Caller } from "../../domain/principal.ts";
import type { DeviceAccounts, DeviceMemory } from "./ports.ts";

export interface RevokeDeps extends Pick<ManageDeps, "audit" | "now" | "revocations"> {
  readonly accounts: Pick<DeviceAccounts, "revoke">;
  readonly memory: Pick<DeviceMemory, "keep">;
}

/** Asked twice it is done twice: the first time the word may not have reached everybody. */
export const revokeDevice = (deps: RevokeDeps, caller: Caller, id: Id): Promise<Answer<object>> =>
  audited(deps, caller, "device-revoke", id, async () => {
    const allowed = permitted(caller, "manage-devices");
    if (!allowed.ok) return allowed;
    const branches = branchIds(caller);
    const device = await deps.accounts.revoke(caller.company, branches, id, deps.now());
    if (!device) return refused("unknown-device");
    await deps.memory.keep(device);
    await deps.revocations.revoke("device", id);
    return accepted({});
  });

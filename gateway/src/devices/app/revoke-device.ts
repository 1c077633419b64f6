import { accepted, refused, type Answer, type Id } from "@printermaster/contracts";
import type { Log } from "@printermaster/runtime";
import { setUpBranches, type UserPrincipal } from "../../domain/principal.ts";
import type { DeviceAccounts, DeviceMemory } from "./ports.ts";

export interface RevokeDeps {
  readonly accounts: Pick<DeviceAccounts, "revoke">;
  readonly memory: Pick<DeviceMemory, "keep">;
  readonly now: () => Date;
  readonly log: Log;
}

/** Asked twice it is done twice: the first time the word may not have reached everybody. */
export async function revokeDevice(
  { accounts, memory, now, log }: RevokeDeps,
  user: UserPrincipal,
  id: Id,
): Promise<Answer<object>> {
  const branches = setUpBranches(user);
  if (branches.length === 0) return refused("forbidden");
  const device = await accounts.revoke(user.company, branches, id, now());
  if (!device) return refused("unknown-device");
  await memory.keep(device);
  const { company, branch } = device;
  log.info({ event: "device-revoked", device: id, company, branch, user: user.id }, "revoked");
  return accepted({});
}

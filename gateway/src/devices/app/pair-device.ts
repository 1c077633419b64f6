/** A code and a public key become a device of the code's branch. */
import {
  accepted,
  pairingClaim,
  refused,
  type Answer,
  type DevicePaired,
  type Id,
  type PairDevice,
} from "@printermaster/contracts";
import { isSignedBy, type Log } from "@printermaster/runtime";
import type { Guesses } from "../domain/guesses.ts";
import { codeAsTyped } from "../domain/pairing-code.ts";
import type { DeviceAccounts, DeviceMemory } from "./ports.ts";

export interface PairDeps {
  readonly accounts: DeviceAccounts;
  readonly memory: DeviceMemory;
  readonly guesses: Guesses;
  readonly keyedHash: (code: string) => string;
  readonly audience: string;
  readonly newId: () => Id;
  readonly now: () => Date;
  readonly log: Log;
}

export async function pairDevice(
  deps: PairDeps,
  address: string,
  request: PairDevice,
): Promise<Answer<DevicePaired>> {
  const { accounts, memory, guesses, audience, log } = deps;
  const now = deps.now();
  const waitMs = guesses.waitMs(address, now.getTime());
  if (waitMs > 0)
    return refused("too-many-attempts", { retryAfterSeconds: Math.ceil(waitMs / 1000) });
  const { code: typed, publicKey, installationId, signature } = request;
  if (!isSignedBy(publicKey, pairingClaim(request), signature)) return refused("bad-signature");
  const guess = guesses.count(address, now.getTime());
  const code = codeAsTyped(typed);
  const key = { id: deps.newId(), publicKey, installationId };
  const device = code && (await accounts.redeem(deps.keyedHash(code), key, now));
  if (!device) {
    log.warn({ event: "pairing-refused", address }, "somebody came with a code that is none");
    return refused("unknown-pairing-code");
  }
  guesses.forget(guess);
  await memory.keep(device);
  const { id, company, branch } = device;
  log.info({ event: "device-paired", device: id, company, branch, address }, "a device is paired");
  return accepted({ deviceId: id, companyId: company, branchId: branch, audience });
}

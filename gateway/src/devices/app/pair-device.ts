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
import type { Revocations } from "../../accounts/app/ports.ts";
import type { Audit } from "../../audit/app/ports.ts";
import type { Guesses } from "../domain/guesses.ts";
import { codeAsTyped } from "../domain/pairing-code.ts";
import { keyId } from "./key-id.ts";
import type { Device, DeviceAccounts, DeviceMemory } from "./ports.ts";

export interface PairDeps {
  readonly accounts: DeviceAccounts;
  readonly memory: DeviceMemory;
  readonly guesses: Guesses;
  readonly revocations: Pick<Revocations, "revoke">;
  readonly audit: Audit;
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
  const redeemed = code && (await accounts.redeem(deps.keyedHash(code), key, now));
  if (!redeemed) {
    log.warn({ event: "pairing-refused", address }, "somebody came with a code that is none");
    return refused("unknown-pairing-code");
  }
  guesses.forget(guess);
  const { id, company, branch } = redeemed.device;
  if (redeemed.keyBefore === undefined) await memory.keep(redeemed.device);
  else await replaceKey(deps, redeemed.device, redeemed.keyBefore, address);
  log.info({ event: "device-paired", device: id, company, branch, address }, "a device is paired");
  return accepted({ deviceId: id, companyId: company, branchId: branch, audience });
}

/** Whoever is connected with the old key goes. Asked twice it is done twice, as the first word may not have reached all. */
async function replaceKey(
  { memory, revocations, audit, now }: PairDeps,
  device: Device,
  keyBefore: string,
  address: string,
): Promise<void> {
  await memory.replace(device);
  if (keyBefore !== device.publicKey) await revocations.revoke("device-key", keyId(keyBefore));
  const about = { action: "device-key-replace", target: device.id, outcome: "done", address };
  audit({ actor: undefined, company: device.company, at: now(), ...about });
}

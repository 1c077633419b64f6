import {
  accepted,
  refused,
  type Answer,
  type CreatePairingCode,
  type PairingCode,
} from "@printermaster/contracts";
import { randomIdBytes, type Log } from "@printermaster/runtime";
import { maySetUp, type UserPrincipal } from "../../domain/principal.ts";
import { codeFromBytes, grouped } from "../domain/pairing-code.ts";
import type { DeviceAccounts } from "./ports.ts";

export interface OpenPairingDeps {
  readonly accounts: DeviceAccounts;
  readonly keyedHash: (code: string) => string;
  readonly now: () => Date;
  readonly log: Log;
}

const VALID_MS = 600_000;

/** The code is told once, to the person who asked for it. */
export async function openPairing(
  { accounts, keyedHash, now, log }: OpenPairingDeps,
  user: UserPrincipal,
  { branchId, name }: CreatePairingCode,
): Promise<Answer<PairingCode>> {
  if (!maySetUp(user, branchId)) return refused("forbidden");
  const code = codeFromBytes(randomIdBytes());
  const expiresAt = new Date(now().getTime() + VALID_MS);
  const { company, id: createdBy } = user;
  const hash = keyedHash(code);
  await accounts.putCode({ hash, company, branch: branchId, name, createdBy, expiresAt });
  log.info(
    { event: "pairing-opened", company, branch: branchId, user: createdBy },
    "a code is out",
  );
  return accepted({ code: grouped(code), branchId, expiresAt: expiresAt.toISOString() });
}

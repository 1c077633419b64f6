import { msOf, type ErrorCode } from "@printermaster/contracts";

export interface Validity {
  readonly expiresAt?: string | undefined;
  readonly revokedAt?: string | undefined;
}

/** Why it counts no more, if it does not. */
export function lapsed({ expiresAt, revokedAt }: Validity, now: number): ErrorCode | undefined {
  if (revokedAt !== undefined) return "credential-revoked";
  if (expiresAt !== undefined && msOf(expiresAt) <= now) return "credential-expired";
  return undefined;
}

/** A handshake of an older agent, with ids as they are written today; one of today comes out as it went in. */
import { idOfGiven } from "@printermaster/contracts";

const ids = ["deviceId", "companyId", "branchId", "instanceId"] as const;

export function handshakeOfAnyAge(
  auth: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  const given = ids.flatMap((name) => {
    const value = auth[name];
    return typeof value === "string" ? [[name, idOfGiven(value)] as const] : [];
  });
  return { ...auth, ...Object.fromEntries(given) };
}

/** Checks reports against the keys of paired devices, as gateways keep them in a stream of their own. */
import { DEVICES, reportClaim, StoredDevice, subjects } from "@printermaster/contracts";
import { isSignedBy, type EventStreams, type Log } from "@printermaster/runtime";
import type { Origins } from "../app/ports.ts";

/** A revoked key signs nothing after that. */
const DEVICE_FOR_MS = 1000;
/** Ids of paired devices are new ones, so an agent that has no key never gets one. */
const KEYLESS_FOR_MS = 60_000;
const MOST = 20_000;

interface Known {
  readonly device: StoredDevice | undefined;
  readonly until: number;
}

export function deviceOrigins(
  streams: Pick<EventStreams, "last">,
  nowMs: () => number,
  log: Log,
): Origins {
  const seen = new Map<string, Known>();

  async function deviceOf(agentId: string, isSigned: boolean): Promise<StoredDevice | undefined> {
    const known = seen.get(agentId);
    const isFresh = known && nowMs() < known.until;
    if (isFresh && (known.device || !isSigned)) return known.device;
    const askedAt = nowMs();
    const found = await streams.last(DEVICES, subjects.device(agentId));
    const device = found && StoredDevice.parse(found.json());
    if (seen.size >= MOST) seen.clear();
    seen.set(agentId, { device, until: askedAt + (device ? DEVICE_FOR_MS : KEYLESS_FOR_MS) });
    return device;
  }

  return {
    async of({ company, branch, agentId }, report) {
      const { signed, jobId } = report;
      const device = await deviceOf(agentId, signed !== undefined);
      // A licence may be for any device id, also one that another company's key has.
      if (device?.company !== company || device.branch !== branch) return "unsigned";
      const fits =
        signed !== undefined &&
        !device.revoked &&
        isSignedBy(device.publicKey, reportClaim(agentId, report, signed.at), signed.signature);
      if (fits) return "signed";
      log.warn({ event: "bad-signature", company, branch, agent: agentId, jobId }, "not its word");
      return "forged";
    },
  };
}

/** Who the agent says it is: by the key it was paired with, or else by its branch's licence. */
import {
  connectionClaim,
  reportClaim,
  type AgentChallenge,
  type AgentHandshake,
  type AgentProof,
  type KeyedHandshake,
} from "@printermaster/contracts";
import { signerWith } from "@printermaster/runtime";
import type { SignReport } from "../app/ports.ts";
import type { LicenceConfig } from "../config.ts";
import type { DeviceKey } from "./device-key-file.ts";

export interface Identity {
  readonly handshake: AgentHandshake | KeyedHandshake;
  /** With a key only; `undefined` for a challenge that is not for us to answer. */
  readonly prove?: (challenge: AgentChallenge) => AgentProof | undefined;
  readonly signReport: SignReport;
}

interface Facts {
  readonly appVersion: string;
  readonly instanceId: string;
}

export function licensed(licence: LicenceConfig, facts: Facts): Identity {
  return {
    handshake: {
      userRole: "desktop_app",
      deviceId: licence.PM_DEVICE_ID,
      companyId: licence.PM_COMPANY,
      branchId: licence.PM_BRANCH,
      licenseKey: licence.PM_LICENSE_KEY,
      ...facts,
    },
    signReport: () => undefined,
  };
}

export function keyed(
  { privatePem, device: { deviceId, audience } }: DeviceKey,
  facts: Facts,
  now: () => number,
): Identity {
  const sign = signerWith(privatePem);
  return {
    handshake: { userRole: "desktop_app", keyed: true, deviceId, ...facts },
    prove(challenge) {
      // Signed for another cloud than ours, it could be used there.
      if (challenge.audience !== audience) return undefined;
      return { signature: sign(connectionClaim(challenge, deviceId, facts.instanceId)) };
    },
    signReport(report) {
      const at = new Date(now()).toISOString();
      return { at, signature: sign(reportClaim(deviceId, report, at)) };
    },
  };
}

import type { DevicePaired } from "@printermaster/contracts";

/** Of the cloud that this bridge plays: what a paired agent signs for. */
export const AUDIENCE = "conformance";
export const DEVICE: DevicePaired = {
  deviceId: "device1",
  companyId: "company1",
  branchId: "branch1",
  audience: AUDIENCE,
};

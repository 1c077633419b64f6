/** A licence belongs to the first devices that come with it, and each device to the installation it first came from. */
import type { BoundDevice } from "@printermaster/contracts";

export type Binding = "known" | "new" | "second-installation" | "too-many-devices";

export function bindingOf(
  bound: readonly BoundDevice[],
  { deviceId, installationId }: Pick<BoundDevice, "deviceId" | "installationId">,
  most: number,
): Binding {
  const known = bound.find((device) => device.deviceId === deviceId);
  if (known) return known.installationId === installationId ? "known" : "second-installation";
  return bound.length < most ? "new" : "too-many-devices";
}

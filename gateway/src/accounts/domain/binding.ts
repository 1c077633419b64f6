/** A licence belongs to the first devices that come with it, and each device to the installation it first came from. */
import type { BoundDevice } from "@printermaster/contracts";

export type Binding = "known" | "new" | "second-installation" | "too-many-devices";

export interface Comer extends Pick<BoundDevice, "deviceId" | "installationId"> {
  /** How many devices its licence takes. */
  readonly most: number;
}

/** Each is judged as if those before it were bound already. */
export function bindAll(bound: readonly BoundDevice[], comers: readonly Comer[], at: string) {
  const added: BoundDevice[] = [];
  const all = [...bound];
  const found = comers.map((comer): Binding => {
    const { deviceId, installationId, most } = comer;
    const binding = bindingOf(all, comer, most);
    if (binding !== "new") return binding;
    const device = { deviceId, installationId, at };
    added.push(device);
    all.push(device);
    return binding;
  });
  return { added, found };
}

export function bindingOf(
  bound: readonly BoundDevice[],
  { deviceId, installationId }: Pick<BoundDevice, "deviceId" | "installationId">,
  most: number,
): Binding {
  const known = bound.find((device) => device.deviceId === deviceId);
  if (known) return known.installationId === installationId ? "known" : "second-installation";
  return bound.length < most ? "new" : "too-many-devices";
}

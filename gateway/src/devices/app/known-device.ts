/** What a device is: as the database says, and by its last word while the database is away. */
import type { Id } from "@printermaster/contracts";
import type { Log } from "@printermaster/runtime";
import type { Device, DeviceAccounts, DeviceMemory } from "./ports.ts";

export interface KnownDeviceDeps {
  readonly accounts: Pick<DeviceAccounts, "device">;
  readonly memory: DeviceMemory;
  readonly log: Log;
}

export async function knownDevice(
  { accounts, memory, log }: KnownDeviceDeps,
  id: Id,
): Promise<Device | undefined> {
  let device: Device | undefined;
  try {
    device = await accounts.device(id);
  } catch (fault) {
    const known = await memory.recall(id);
    if (!known) throw fault;
    log.warn(
      { event: "device-recalled", device: id },
      "the database is away: its last word counts",
    );
    return known;
  }
  // Waited for: orchestrators check its reports with what is kept there.
  if (device) await memory.keep(device);
  return device;
}

/** USB printers as the kernel's `usblp` shows them. The number of a device file changes with the port; what the device says of itself does not. */
import { readdirSync, readFileSync, realpathSync } from "node:fs";
import { join } from "node:path";
import type { Found } from "../domain/found.ts";

export interface DeviceFolders {
  readonly devices: string;
  readonly sysfs: string;
}

const LINUX: DeviceFolders = { devices: "/dev/usb", sysfs: "/sys/class/usbmisc" };

export const deviceFiles = async ({ devices, sysfs }: DeviceFolders = LINUX): Promise<Found[]> =>
  namesIn(devices)
    .filter((name) => /^lp\d+$/.test(name))
    .map((name) => {
      // The class device's `device` is the interface; above it stands the USB device.
      const fact = (what: string) => read(join(sysfs, name, "device", "..", what));
      const ids = `${fact("idVendor")}:${fact("idProduct")}`;
      const serial = fact("serial");
      const called = [fact("manufacturer"), fact("product")].filter((part) => part !== "");
      return {
        // Two of a model without serial numbers are told apart by the port they are plugged into.
        identity: `usb ${ids} ${serial || portOf(join(sysfs, name, "device"))}`,
        name: called.join(" ").slice(0, 80) || name,
        kind: "device",
        place: { at: "device", path: join(devices, name) },
        source: "devices",
      };
    });

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function read(file: string): string {
  try {
    return readFileSync(
      realpathSync(join(file, "..")) + `/${file.split("/").at(-1)}`,
      "utf8",
    ).trim();
  } catch {
    return "";
  }
}

function portOf(device: string): string {
  try {
    return realpathSync(device).split("/").at(-1) ?? "";
  } catch {
    return device;
  }
}

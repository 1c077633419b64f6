import type { PrinterDescription } from "@printermaster/contracts";
import { MUTE } from "../domain/printer-traits.ts";
import { deviceLine, type DeviceFile } from "./device-line.ts";
import { RawPrinter } from "./raw-printer.ts";
import type { RawOptions } from "./tcp-printer.ts";

export type DeviceSettings = Pick<PrinterDescription, "printerId" | "name" | "columns" | "model"> &
  DeviceFile & { readonly bytesASecond?: number | undefined };

export function devicePrinter(settings: DeviceSettings, options: RawOptions = {}): RawPrinter {
  const { printerId, name, columns, model, path, answers, bytesASecond } = settings;
  return new RawPrinter({
    description: { printerId, name, kind: "device", columns, model },
    place: { "file.path": path },
    dial: deviceLine({ path, answers }),
    bytesASecond,
    ...options,
    ...(answers ? {} : { memory: { read: () => MUTE, keep: () => {} } }),
  });
}

/** A configured printer as the one behind the port; where it is tells whether what was learnt of it still holds. */
import { placeOf, type ConfiguredPrinter } from "../config.ts";
import type { Printer } from "../app/ports.ts";
import type { Reach } from "../app/steps.ts";
import { cupsPrinter } from "./cups-printer.ts";
import { devicePrinter } from "./device-printer.ts";
import { tcpPrinter } from "./tcp-printer.ts";
import type { TraitsFile } from "./traits-file.ts";
import { windowsPrinter } from "./windows-printer.ts";

export function printerOf(
  printer: ConfiguredPrinter,
  kept?: { readonly traits: TraitsFile; readonly reach: Reach },
): Printer {
  const { id: printerId, ...settings } = printer;
  const options = kept && {
    memory: kept.traits.of(printerId, placeOf(printer)),
    reach: kept.reach,
  };
  switch (settings.kind) {
    case "tcp":
      return tcpPrinter({ printerId, ...settings }, options);
    case "device":
      return devicePrinter({ printerId, ...settings }, options);
    case "cups":
      return cupsPrinter({ printerId, ...settings });
    case "windows":
      return windowsPrinter({ printerId, ...settings });
  }
}

/** A configured printer as the one behind the port; where it is tells whether what was learnt of it still holds. */
import type { ConfiguredPrinter } from "../config.ts";
import type { Printer } from "../app/ports.ts";
import type { Reach } from "../app/steps.ts";
import { CupsPrinter } from "./cups-printer.ts";
import { devicePrinter } from "./device-printer.ts";
import { tcpPrinter } from "./tcp-printer.ts";
import type { TraitsFile } from "./traits-file.ts";

export function printerOf(
  { id: printerId, ...settings }: ConfiguredPrinter,
  traits: TraitsFile,
  reach: Reach,
): Printer {
  switch (settings.kind) {
    case "tcp": {
      const memory = traits.of(printerId, `${settings.host}:${settings.port}`);
      return tcpPrinter({ printerId, ...settings }, { memory, reach });
    }
    case "device": {
      const memory = traits.of(printerId, settings.path);
      return devicePrinter({ printerId, ...settings }, { memory, reach });
    }
    case "cups":
      return new CupsPrinter({ printerId, ...settings });
  }
}

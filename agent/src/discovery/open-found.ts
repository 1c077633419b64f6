/** A printer that was found, as the one behind the port. */
import { cupsPrinter } from "../adapters/cups-printer.ts";
import { devicePrinter } from "../adapters/device-printer.ts";
import { tcpPrinter } from "../adapters/tcp-printer.ts";
import type { TraitsFile } from "../adapters/traits-file.ts";
import type { Printer } from "../app/ports.ts";
import type { Known } from "./domain/roster.ts";

/** Eighty millimetres wide: a printer that was found does not say how wide its paper is. */
const COLUMNS = 48;

export function openFound(known: Known, traits: TraitsFile): Printer {
  const { printerId, name, place, identity } = known;
  const described = { printerId, name, columns: COLUMNS } as const;
  // What was learnt of it stays true wherever it is.
  const memory = traits.of(printerId, identity);
  switch (place.at) {
    case "network":
      return tcpPrinter({ ...described, host: place.host, port: place.port }, { memory });
    case "device":
      return devicePrinter({ ...described, path: place.path, answers: true }, { memory });
    case "queue":
      return cupsPrinter({ ...described, queue: place.queue });
  }
}

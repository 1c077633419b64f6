/** Which of the printers that were found this agent can print on. */
import { tcpPrinter } from "../adapters/tcp-printer.ts";
import type { TraitsFile } from "../adapters/traits-file.ts";
import type { Printer } from "../app/ports.ts";
import type { Known } from "./domain/roster.ts";

/** Eighty millimetres wide: a printer that was found does not say how wide its paper is. */
const COLUMNS = 48;

export function openFound(known: Known, traits: TraitsFile): Printer | undefined {
  const { printerId, name, place, identity } = known;
  if (place.at !== "network") return undefined;
  const { host, port } = place;
  // What was learnt of it stays true wherever it is.
  const memory = traits.of(printerId, identity);
  return tcpPrinter({ printerId, name, columns: COLUMNS, host, port }, { memory });
}

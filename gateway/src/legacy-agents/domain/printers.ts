/** The printers of an older agent, under the ids and in the words of today. */
import {
  idOfGiven,
  type Id,
  type OlderPrinter,
  type PrinterDescription,
  type PrintersDiscovered,
} from "@printermaster/contracts";

/** With the id that the agent knows it by. */
export interface NamedPrinter {
  readonly given: string;
  readonly description: PrinterDescription;
}

export type Roster = ReadonlyMap<Id, NamedPrinter>;

const MOST_PRINTERS = 100;

export const listed = (discovered: PrintersDiscovered): readonly OlderPrinter[] => {
  if (Array.isArray(discovered)) return discovered;
  const said = discovered as { printers?: OlderPrinter[]; printer?: OlderPrinter };
  return said.printers ?? [said.printer ?? discovered];
};

export interface Named {
  readonly roster: Roster;
  /** Without an id, or with one that another printer of this agent is known by. */
  readonly refused: readonly string[];
}

export function named(roster: Roster, said: readonly OlderPrinter[]): Named {
  const known = new Map(roster);
  const refused: string[] = [];
  for (const printer of said) {
    const given = printer.printerId ?? printer.id ?? printer.name ?? "";
    const id = idOfGiven(given);
    const isTaken = known.has(id) && known.get(id)?.given !== given;
    const isFull = !known.has(id) && known.size >= MOST_PRINTERS;
    if (!isId(id) || isTaken || isFull) refused.push(given);
    else known.set(id, { given, description: describe(id, given, printer) });
  }
  return { roster: known, refused };
}

const isId = (id: string): boolean => id.length > 0 && id.length <= 40;

function describe(printerId: Id, given: string, printer: OlderPrinter): PrinterDescription {
  const { name = given, connectionType, type, status = "online", paperWidth = 80 } = printer;
  const isWell = !unwell.has(status.toLowerCase());
  return {
    printerId,
    name: printable(name) || printerId,
    kind: kinds[(connectionType ?? type ?? "").toLowerCase()] ?? "cups",
    columns: paperWidth <= 58 ? 32 : 48,
    state: isWell ? "idle" : "stopped",
    reasons: isWell ? [] : ["other-error"],
  };
}

const printable = (name: string): string => name.replaceAll(/[\p{Cc}\p{Cs}]/gu, " ").slice(0, 80);

const unwell: ReadonlySet<string> = new Set(["offline", "error", "disconnected", "unavailable"]);

const kinds: Readonly<Record<string, PrinterDescription["kind"]>> = {
  network: "tcp",
  tcp: "tcp",
  usb: "device",
  serial: "serial",
  windows: "windows",
};

/** The printers on the page, kept current by what the socket tells between two readings of the list. */
import type { AgentPresence, Branch, PrinterState, PrinterView } from "@printermaster/contracts";

export interface BranchPrinters {
  readonly branch: Branch;
  readonly printers: readonly PrinterView[];
}

/** An unknown printer is a new one, and only a connected agent describes printers. Removed ones still name their jobs. */
export function withPrinter(printers: readonly PrinterView[], state: PrinterState): PrinterView[] {
  const known = printers.find((printer) => isSame(printer, state));
  if (known === undefined) return [...printers, { ...state, agentConnected: true }];
  if (known.reportedAt > state.reportedAt) return [...printers];
  return printers.map((printer) => (printer === known ? { ...known, ...state } : printer));
}

export const withPresence = (
  printers: readonly PrinterView[],
  { deviceId, connected }: AgentPresence,
): PrinterView[] =>
  printers.map((printer) =>
    printer.agentId === deviceId ? { ...printer, agentConnected: connected } : printer,
  );

/**
 * The list may lag behind the log: it does not undo what is known already. But what it leaves out, and this connection
 * has not heard of, was removed while nobody listened.
 */
export function withList(
  current: readonly PrinterView[],
  listed: readonly PrinterView[],
  heard: Iterable<PrinterState>,
  presences: Iterable<AgentPresence>,
): PrinterView[] {
  const merged = listed.map((printer) => {
    const known = current.find((one) => isSame(one, printer));
    return known !== undefined && known.reportedAt > printer.reportedAt
      ? { ...known, agentConnected: printer.agentConnected }
      : printer;
  });
  return Array.from(presences).reduce(withPresence, Array.from(heard).reduce(withPrinter, merged));
}

export const printerKey = ({ branch, printerId }: PrinterState): string => `${branch}.${printerId}`;

const isSame = (one: PrinterState, other: PrinterState): boolean =>
  printerKey(one) === printerKey(other);

/** Branches as the log-in gave them, then any other that has printers. */
export function byBranch(
  branches: readonly Branch[],
  printers: readonly PrinterView[],
): BranchPrinters[] {
  const named = new Set(branches.map(({ id }) => id));
  const present = printers.filter(({ removed }) => !removed);
  const others = new Set(present.map(({ branch }) => branch).filter((id) => !named.has(id)));
  return [...branches, ...Array.from(others, (id) => ({ id, name: id }))].map((branch) => ({
    branch,
    printers: present
      .filter((printer) => printer.branch === branch.id)
      .toSorted((a, b) => a.name.localeCompare(b.name)),
  }));
}

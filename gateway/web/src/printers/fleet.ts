/** The printers on the page, kept current by what the socket tells between two readings of the list. */
import type { AgentPresence, Branch, PrinterState, PrinterView } from "@printermaster/contracts";

export interface BranchPrinters {
  readonly branch: Branch;
  readonly printers: readonly PrinterView[];
}

/** An unknown printer is a new one, and only a connected agent describes printers. */
export function withPrinter(printers: readonly PrinterView[], state: PrinterState): PrinterView[] {
  const known = printers.find(({ printerId }) => printerId === state.printerId);
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

/** The list may lag behind the log: what this connection has heard itself is not undone by it. */
export function withList(
  current: readonly PrinterView[],
  listed: readonly PrinterView[],
  presences: Iterable<AgentPresence>,
): PrinterView[] {
  const heard = new Map(current.map((printer) => [printer.printerId, printer]));
  const merged = listed.map((printer) => {
    const known = heard.get(printer.printerId);
    heard.delete(printer.printerId);
    return known !== undefined && known.reportedAt > printer.reportedAt
      ? { ...known, agentConnected: printer.agentConnected }
      : printer;
  });
  return Array.from(presences).reduce(withPresence, [...merged, ...heard.values()]);
}

/** Branches as the log-in gave them, then any other that has printers. */
export function byBranch(
  branches: readonly Branch[],
  printers: readonly PrinterView[],
): BranchPrinters[] {
  const named = new Set(branches.map(({ id }) => id));
  const others = new Set(printers.map(({ branch }) => branch).filter((id) => !named.has(id)));
  return [...branches, ...Array.from(others, (id) => ({ id, name: id }))].map((branch) => ({
    branch,
    printers: printers
      .filter((printer) => printer.branch === branch.id)
      .toSorted((a, b) => a.name.localeCompare(b.name)),
  }));
}

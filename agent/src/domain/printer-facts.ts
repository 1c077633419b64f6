import type { PrinterDescription } from "@printermaster/contracts";

/** What is worth telling of printers: between idle and processing each goes with every ticket, and that is no news. */
export const factsOf = (printers: readonly PrinterDescription[]): string =>
  JSON.stringify(
    printers.map(({ printerId, name, kind, columns, model, state, reasons }) => [
      printerId,
      name,
      kind,
      columns,
      model,
      state === "stopped",
      reasons,
    ]),
  );

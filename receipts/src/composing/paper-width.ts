import type { PrinterProfile } from "@printermaster/contracts";

/** Of the printers' own letters, font A. */
export const DOTS_PER_COLUMN = 12;

export const dotsOf = ({ columns }: PrinterProfile): number => columns * DOTS_PER_COLUMN;

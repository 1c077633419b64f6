import type { PrinterProfile } from "@printermaster/contracts";
import { DOTS_PER_COLUMN } from "../display-list.ts";

export const dotsOf = ({ columns }: PrinterProfile): number => columns * DOTS_PER_COLUMN;

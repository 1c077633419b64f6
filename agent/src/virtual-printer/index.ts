export { startVirtualPrinter } from "./virtual-printer.ts";
export type { VirtualPrinter, VirtualPrinterOptions } from "./virtual-printer.ts";
export type { Ticket } from "./ticket.ts";

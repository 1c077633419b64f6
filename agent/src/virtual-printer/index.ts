export { startVirtualPrinter } from "./virtual-printer.ts";
export type { VirtualPrinter } from "./virtual-printer.ts";
export type { VirtualPrinterConfig } from "./config.ts";
export type { Ticket } from "./ticket.ts";

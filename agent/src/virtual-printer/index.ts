export { startVirtualPrinter } from "./virtual-printer.ts";
export type { VirtualPrinter } from "./virtual-printer.ts";
export type { Ticket } from "./ticket.ts";

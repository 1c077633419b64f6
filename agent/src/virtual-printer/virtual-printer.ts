import { once } from "node:events";
import type { AddressInfo } from "node:net";
import type { VirtualPrinterConfig } from "./config.ts";
import { PaperRoll } from "./paper-roll.ts";
import { createPictureServer } from "./pictures.ts";
import { PrinterPort } from "./printer-port.ts";
import { TicketFile } from "./ticket-file.ts";
import type { Ticket } from "./ticket.ts";

export type VirtualPrinter = {
  port: number;
  httpUrl: string;
  /** Oldest first. */
  tickets(): Ticket[];
  /** Rejects when there are fewer after `withinMs` (10 s). */
  waitForTickets(count: number, withinMs?: number): Promise<Ticket[]>;
  close(): Promise<void>;
};

export async function startVirtualPrinter(config: VirtualPrinterConfig): Promise<VirtualPrinter> {
  const roll = new PaperRoll(
    config.dataDir === undefined ? undefined : new TicketFile(config.dataDir),
  );
  const printerPort = new PrinterPort(roll);
  const port = await printerPort.listen(config.port);
  const pictures = createPictureServer({ id: config.id, name: config.name }, roll);
  try {
    await once(pictures.listen(config.httpPort, "127.0.0.1"), "listening");
  } catch (error) {
    await printerPort.close();
    throw error;
  }
  return {
    port,
    httpUrl: `http://127.0.0.1:${(pictures.address() as AddressInfo).port}`,
    tickets: () => roll.tickets(),
    waitForTickets: (count, withinMs = 10_000) => roll.waitFor(count, withinMs),
    close: async () => {
      const closed = once(pictures.close(), "close");
      // Watchers of the live page never end their requests themselves.
      pictures.closeAllConnections();
      await Promise.all([closed, printerPort.close()]);
    },
  };
}

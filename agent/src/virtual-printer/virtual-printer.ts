import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { Device } from "./device.ts";
import { PaperRoll } from "./paper-roll.ts";
import { createPictureServer } from "./pictures.ts";
import { PrinterPort } from "./printer-port.ts";
import type { ProfileName } from "./profiles.ts";
import { TicketFile } from "./ticket-file.ts";
import type { Ticket } from "./ticket.ts";

export type VirtualPrinterOptions = {
  id: string;
  name: string;
  /** 0 takes any free port. */
  port: number;
  httpPort: number;
  /** Loopback when absent. */
  host?: string;
  /** Where printed tickets outlive the process; only in memory when absent. */
  dataDir?: string;
  /** 48 when absent. */
  columns?: number;
  /** `clone` when absent: answers real-time questions and fences. */
  profile?: ProfileName;
  strict?: boolean;
};

export type VirtualPrinter = {
  port: number;
  httpUrl: string;
  /** Oldest first. */
  tickets(): Ticket[];
  /** Which faults are on, and the switch for them. */
  device: Device;
  /** Rejects when a ticket is bad, or when there are fewer after `withinMs` (10 s). */
  waitForTickets(count: number, withinMs?: number): Promise<Ticket[]>;
  close(): Promise<void>;
};

export async function startVirtualPrinter(options: VirtualPrinterOptions): Promise<VirtualPrinter> {
  const { id, name, host = "127.0.0.1", columns = 48 } = options;
  const device = new Device(options.profile ?? "clone", options.strict ?? false);
  const roll = new PaperRoll(
    columns,
    options.dataDir === undefined ? undefined : new TicketFile(options.dataDir),
  );
  const printerPort = new PrinterPort(roll, device, columns);
  const port = await printerPort.listen(options.port, host);
  const pictures = createPictureServer({ id, name }, roll, device);
  try {
    await once(pictures.listen(options.httpPort, host), "listening");
  } catch (error) {
    await printerPort.close();
    throw error;
  }
  return {
    port,
    httpUrl: `http://127.0.0.1:${(pictures.address() as AddressInfo).port}`,
    device,
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

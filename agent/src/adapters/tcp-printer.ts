import type { PrinterDescription } from "@printermaster/contracts";
import type { TraitsMemory } from "../app/ports.ts";
import type { Reach } from "../app/steps.ts";
import type { RawLimits } from "./raw-limits.ts";
import { RawPrinter } from "./raw-printer.ts";
import { tcpLine, type TcpAddress } from "./tcp-line.ts";

export type TcpSettings = Pick<PrinterDescription, "printerId" | "name" | "columns" | "model"> &
  TcpAddress & { readonly bytesASecond?: number | undefined };

export interface RawOptions {
  readonly memory?: TraitsMemory;
  readonly limits?: Partial<RawLimits>;
  readonly reach?: Reach;
}

export function tcpPrinter(settings: TcpSettings, options: RawOptions = {}): RawPrinter {
  const { printerId, name, columns, model, host, port, bytesASecond } = settings;
  return new RawPrinter({
    description: { printerId, name, kind: "tcp", columns, model },
    place: { "server.address": host, "server.port": port },
    dial: tcpLine({ host, port }),
    bytesASecond,
    ...options,
  });
}

/** A raw queue of CUPS, by `lpstat` and `lp`. */
import type { PrinterDescription } from "@printermaster/contracts";
import type { Condition } from "../app/ports.ts";
import { QueuePrinter, type Ran } from "./queue-printer.ts";

export interface CupsSettings extends Pick<
  PrinterDescription,
  "printerId" | "name" | "columns" | "model"
> {
  readonly queue: string;
  /** Such as `localhost:631`; the local one if it is not given. */
  readonly server?: string | undefined;
}

export function cupsPrinter(settings: CupsSettings): QueuePrinter {
  const { printerId, name, columns, model, queue, server } = settings;
  const at = server === undefined ? [] : ["-h", server];
  return new QueuePrinter({
    description: { printerId, name, kind: "cups", columns, model },
    place: { "cups.queue": queue, ...(server && { "server.address": server }) },
    asking: { program: "lpstat", args: [...at, "-p", queue] },
    sending: { program: "lp", args: [...at, "-d", queue, "-o", "raw", "-s"] },
    conditionOf,
  });
}

function conditionOf({ code, said }: Ran): Condition {
  if (code !== 0) return { kind: "failed", trouble: { kind: "unreachable", detail: said } };
  if (/\bdisabled\b/.test(said)) return { kind: "stopped", reasons: ["paused"] };
  return { kind: "ready", reasons: [] };
}

/** A printer as its agent describes it, and as the fleet's log keeps it. */
import { z } from "zod";
import { Id, line } from "./ids.ts";

export const PrinterDescription = z.object({
  printerId: Id,
  name: line(80).min(1),
  kind: z.enum(["tcp", "cups", "device", "windows", "serial", "virtual"]),
  columns: z.union([z.literal(32), z.literal(42), z.literal(48)]),
  state: z.enum(["idle", "processing", "stopped"]),
  /** IPP printer-state-reasons, such as `media-empty`, `cover-open`, `timed-out`. */
  reasons: z.array(z.string().max(60)).max(10),
});
export type PrinterDescription = z.infer<typeof PrinterDescription>;

export const PrinterState = PrinterDescription.extend({
  company: Id,
  branch: Id,
  agentId: Id,
  reportedAt: z.iso.datetime(),
});
export type PrinterState = z.infer<typeof PrinterState>;

import { createHash } from "node:crypto";
import { decodeEscPos, renderSvg, textLines } from "@printermaster/receipts";
import type { Settings } from "@printermaster/receipts";

/** Lists name a ticket by its text; garbage has lines without end. */
const LINES_LISTED = 1_000;

/** What is kept of a ticket; everything else follows from its bytes. */
export type TicketRecord = {
  number: number;
  /** ISO instant of its last byte. */
  at: string;
  /** Its bytes without status requests: of an undisturbed job exactly what was composed. */
  hex: string;
  /** How the cut before it left the printer: alphabet, size, alignment and the like. */
  before?: Settings | undefined;
  /** The connection broke off, or ended within a command. */
  partial: boolean;
  /** Ended by a cut, and not by the end of the connection. */
  cut: boolean;
  /** Commands that the printer does not know, or cannot draw. */
  unknown: number;
  /** It has unknown commands, and the printer was strict. */
  bad: boolean;
};

export type Ticket = TicketRecord & { sha256: string; text: string[]; svg: string };

export function ticketOf(record: TicketRecord, columns: number): Ticket {
  const bytes = Buffer.from(record.hex, "hex");
  const items = () => decodeEscPos(bytes, { columns, settings: record.before });
  let lines: string[] | undefined;
  return {
    ...record,
    sha256: createHash("sha256").update(bytes).digest("hex"),
    // Read and drawn when somebody looks: most of the last 200 tickets never are.
    get text() {
      return (lines ??= textLines(items()).slice(0, LINES_LISTED));
    },
    get svg() {
      return renderSvg(items(), { columns });
    },
  };
}

import { createHash } from "node:crypto";
import { decodeEscPos, renderSvg, textLines } from "@printermaster/receipts";
import type { DisplayList } from "@printermaster/receipts";

/** What is kept of a ticket; everything else follows from its bytes. */
export type TicketRecord = {
  number: number;
  /** ISO instant of its last byte. */
  at: string;
  /** Its bytes without status requests: of an undisturbed job exactly what was composed. */
  hex: string;
  /** The connection broke off, or ended within a command. */
  partial: boolean;
  /** Ended by a cut, and not by the end of the connection. */
  cut: boolean;
};

export type Ticket = TicketRecord & { sha256: string; text: string[]; svg: string };

export function ticketOf(record: TicketRecord): Ticket {
  const bytes = Buffer.from(record.hex, "hex");
  let drawn: DisplayList | undefined;
  const items = () => (drawn ??= decodeEscPos(bytes));
  return {
    ...record,
    sha256: createHash("sha256").update(bytes).digest("hex"),
    // Drawn when somebody looks: most of the last 200 tickets never are.
    get text() {
      return textLines(items());
    },
    get svg() {
      return renderSvg(items());
    },
  };
}

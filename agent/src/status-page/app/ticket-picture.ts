/** A ticket as it lies in the tray: composed as for its printer, read back, and drawn. */
import { profileOf, type AgentJob, type PrinterDescription } from "@printermaster/contracts";

type Print = Pick<AgentJob, "document" | "banner">;
type Printer = Partial<Pick<PrinterDescription, "columns" | "model">>;

/** Loaded when it is wanted: an agent that nobody looks at has little room. */
const receipts = () => import("@printermaster/receipts");

export async function ticketPicture(print: Print, printer: Printer): Promise<string> {
  const { decodeEscPos, renderSvg } = await receipts();
  const { columns } = profileOf(printer);
  return renderSvg(decodeEscPos(await ticketBytes(print, printer), { columns }), { columns });
}

export async function ticketBytes(
  { document, banner }: Print,
  printer: Printer,
): Promise<Uint8Array> {
  const { composeDocument } = await receipts();
  return composeDocument(document, profileOf(printer), banner);
}

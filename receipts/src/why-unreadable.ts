/** What is wrong with a document that its schema cannot tell, before anybody is promised paper. */
import type { PrintDocument } from "@printermaster/contracts";
import { rawTicket } from "./composing/raw-ticket.ts";
import { readMarkup } from "./language/read-markup.ts";
import { Unprintable } from "./unprintable.ts";

export function whyUnreadable(document: PrintDocument): string | undefined {
  try {
    if (document.kind === "markup") readMarkup(document);
    if (document.kind === "escpos") rawTicket(document.data);
    return undefined;
  } catch (error) {
    if (error instanceof Unprintable) return error.message;
    throw error;
  }
}

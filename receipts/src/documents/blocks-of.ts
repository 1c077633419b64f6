/** Every kind of document, but files of bytes, as the blocks of a receipt. */
import type { Block, PrintDocument } from "@printermaster/contracts";
import { readMarkup } from "../language/read-markup.ts";
import { kitchenTicket } from "./kitchen-ticket.ts";
import { label } from "./label.ts";
import { testPage } from "./test-page.ts";

type Composed = Exclude<PrintDocument, { kind: "escpos" | "pdf" }>;

export function blocksOf(document: Composed): readonly Block[] {
  switch (document.kind) {
    case "receipt":
      return document.blocks;
    case "text":
      return [{ type: "text", text: document.text }];
    case "test-page":
      return testPage(document).blocks;
    case "kitchen-ticket":
      return kitchenTicket(document);
    case "label":
      return label(document);
    case "markup":
      return readMarkup(document).blocks;
    case "png":
      return [{ type: "image", png: document.data }];
  }
}

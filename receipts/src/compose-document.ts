import type { Block, PrintDocument, PrinterProfile, Receipt } from "@printermaster/contracts";
import { printable } from "./code-pages.ts";
import { layOut, wrap } from "./layout.ts";
import { modulesAtMost } from "./qr-code.ts";
import { testPage } from "./test-page.ts";
import { ThermalComposer } from "./thermal-composer.ts";
import type { Composer, LineStyle } from "./thermal-composer.ts";

const DOTS_PER_COLUMN = 12;
const DEFAULT_QR_SIZE = 5;

/**
 * ESC/POS bytes of a document. The last ticket is cut even if the document does not say so. The banner stands above every ticket: they part
 * at the counter, and each must tell by itself what it is.
 */
export function composeDocument(
  document: PrintDocument,
  profile: PrinterProfile,
  banner: readonly string[] = [],
): Uint8Array {
  const composer = new ThermalComposer(profile);
  for (const block of receiptOf(document).blocks) {
    if (!composer.open) composeBanner(banner, composer, profile);
    composeBlock(block, composer, profile);
  }
  if (composer.open) composer.cut();
  return composer.bytes();
}

function receiptOf(document: PrintDocument): Receipt {
  switch (document.kind) {
    case "receipt":
      return document;
    case "text":
      return { kind: "receipt", blocks: [{ type: "text", text: document.text }] };
    case "test-page":
      return testPage(document);
  }
}

function composeBlock(block: Block, composer: Composer, profile: PrinterProfile): void {
  switch (block.type) {
    case "text":
      return composeText(block, composer, profile);
    case "columns":
      return composeColumns(block, composer, profile);
    case "rule":
      return composer.line((profile.codePage === "cp858" ? "─" : "-").repeat(profile.columns));
    case "qr":
      return composeQr(block, composer, profile);
    case "feed":
      return composer.feed(block.lines);
    case "cut":
      return composer.cut();
  }
}

const BANNER: Partial<LineStyle> = { align: "center", bold: true, invert: true };

/** One black cell at either side, as white letters at the edge of their field are hard to read. */
function composeBanner(
  banner: readonly string[],
  composer: Composer,
  profile: PrinterProfile,
): void {
  const lines = banner.flatMap((line) =>
    wrap(printable(line, profile.codePage), profile.columns - 2),
  );
  for (const line of lines) composer.line(` ${line} `, BANNER);
}

function composeText(
  block: Extract<Block, { type: "text" }>,
  composer: Composer,
  profile: PrinterProfile,
): void {
  const { align = "left", bold = false, underline = false, invert = false, size = 1 } = block;
  const style: LineStyle = { align, bold, underline, invert, size };
  const columns = Math.floor(profile.columns / size);
  for (const line of wrap(printable(block.text, profile.codePage), columns))
    composer.line(line, style);
}

function composeColumns(
  block: Extract<Block, { type: "columns" }>,
  composer: Composer,
  profile: PrinterProfile,
): void {
  const cells = block.cells.map(({ text, width = 1, align = "left" }) => ({
    text: printable(text, profile.codePage),
    share: width,
    align,
  }));
  for (const line of layOut(cells, profile.columns)) composer.line(line);
}

/** Shrinks the modules until the symbol fits: a printer prints nothing at all of one that is too wide. */
function composeQr(
  block: Extract<Block, { type: "qr" }>,
  composer: Composer,
  profile: PrinterProfile,
): void {
  const data = new TextEncoder().encode(withoutControls(block.data));
  const fitting = Math.floor((profile.columns * DOTS_PER_COLUMN) / modulesAtMost(data.length));
  composer.qr(data, Math.max(1, Math.min(block.size ?? DEFAULT_QR_SIZE, fitting)));
}

/** Line ends belong to contact and payment codes. DLE may not pass: printers obey `DLE EOT` and `DLE DC4` even inside a symbol's data. */
function withoutControls(data: string): string {
  return data.replace(/(?![\r\n])\p{Cc}/gu, "");
}

import type { Block, PrintDocument, PrinterProfile } from "@printermaster/contracts";
import { held, legible } from "./code-pages.ts";
import { composeBarcode, composeImage, composeQr } from "./composing/compose-symbols.ts";
import { composeColumns, composeText } from "./composing/compose-text.ts";
import { rawTicket } from "./composing/raw-ticket.ts";
import { blocksOf } from "./documents/blocks-of.ts";
import { wrap } from "./layout.ts";
import { dotsOf } from "./composing/paper-width.ts";
import { pdfPages } from "./raster/pdf-pages.ts";
import { ThermalComposer } from "./thermal-composer.ts";
import type { Composer, LineStyle } from "./thermal-composer.ts";

/**
 * ESC/POS bytes of a document, or `Unprintable`. The last ticket is cut even if the document does not say so. The banner stands above every
 * ticket: they part at the counter, and each must tell by itself what it is. What has a banner was asked for before: it opens no drawer.
 */
export async function composeDocument(
  document: PrintDocument,
  profile: PrinterProfile,
  banner: readonly string[] = [],
): Promise<Uint8Array> {
  const composer = new ThermalComposer(profile);
  if (document.kind === "escpos") {
    if (banner.length > 0) await composeBanner(banner, composer, profile);
    return joined(composer.bytes(), rawTicket(document.data));
  }
  if (document.kind === "pdf") return await composePdf(document.data, composer, profile, banner);
  for (const block of blocksOf(document)) {
    if (block.type === "drawer" && banner.length > 0) continue;
    if (!composer.open) await composeBanner(banner, composer, profile);
    await composeBlock(block, composer, profile);
  }
  if (composer.open) composer.cut();
  return composer.bytes();
}

async function composePdf(
  data: string,
  composer: Composer,
  profile: PrinterProfile,
  banner: readonly string[],
): Promise<Uint8Array> {
  const pages = await pdfPages(data, dotsOf(profile));
  await composeBanner(banner, composer, profile);
  for (const page of pages) composer.raster(page);
  if (composer.open) composer.cut();
  return composer.bytes();
}

async function composeBlock(
  block: Block,
  composer: Composer,
  profile: PrinterProfile,
): Promise<void> {
  switch (block.type) {
    case "text":
      return await composeText(block, composer, profile);
    case "columns":
      return await composeColumns(block, composer, profile);
    case "rule":
      return composer.line(ruleOf(block, profile).repeat(profile.columns));
    case "qr":
      return composeQr(block, composer, profile);
    case "barcode":
      return composeBarcode(block, composer, profile);
    case "image":
      return composeImage(block, composer, profile);
    case "feed":
      return composer.feed(block.lines);
    case "cut":
      return composer.cut();
    case "drawer":
      return profile.drawer ? composer.drawer(block.pin ?? 2) : undefined;
  }
}

function ruleOf({ style }: Extract<Block, { type: "rule" }>, { codePage }: PrinterProfile) {
  if (codePage === "cp858") return style === "double" ? "═" : "─";
  return style === "double" ? "=" : "-";
}

const BANNER = { align: "center", bold: true, invert: true, underline: false, size: 1 } as const;

/** One black cell at either side, as white letters at the edge of their field are hard to read. */
async function composeBanner(
  banner: readonly string[],
  composer: Composer,
  profile: PrinterProfile,
): Promise<void> {
  const style: LineStyle = BANNER;
  for (const text of banner) {
    const plain = held(legible(text), profile.codePage);
    if (plain === undefined || profile.raster === "always")
      await composeText({ type: "text", text, ...BANNER }, composer, readable(profile));
    else for (const line of wrap(plain, profile.columns - 2)) composer.line(` ${line} `, style);
  }
}

/** What must be said above a ticket is drawn even where documents may not be. */
const readable = (profile: PrinterProfile): PrinterProfile =>
  profile.raster === "never" ? { ...profile, raster: "auto" } : profile;

function joined(...parts: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts));
}

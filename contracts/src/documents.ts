// What a client may ask a printer to put on paper.
import { z } from "zod";
import { Block } from "./document-blocks.ts";
import { PdfData, PngData, RawData } from "./document-bytes.ts";
import { Label } from "./document-label.ts";
import { KitchenTicket } from "./document-kitchen-ticket.ts";
import { Markup } from "./document-markup.ts";
import { CorrelationId, Id } from "./ids.ts";

/** Six metres of paper: who asks for more has made a mistake. */
export const MOST_LINES = 1_500;
const linesIn = (text: string) => text.split("\n").length;
const tooLong = `more than ${MOST_LINES} lines`;

/** The title names the ticket in lists and is not printed. */
export const Receipt = z.strictObject({
  kind: z.literal("receipt"),
  title: z.string().min(1).max(120).optional(),
  blocks: z
    .array(Block)
    .min(1)
    .max(500)
    .refine((blocks) => linesOf(blocks) <= MOST_LINES, tooLong),
});
export type Receipt = z.infer<typeof Receipt>;

export const PlainText = z.strictObject({
  kind: z.literal("text"),
  text: z
    .string()
    .min(1)
    .max(100_000)
    .refine((text) => linesIn(text) <= MOST_LINES, tooLong),
});
export type PlainText = z.infer<typeof PlainText>;

const Name = z.string().min(1).max(200);

export const TestPage = z.strictObject({
  kind: z.literal("test-page"),
  printerId: Id,
  printerName: Name,
  branchName: Name,
  companyName: Name,
  correlationId: CorrelationId,
  requestedBy: Name,
  requestedAt: z.iso.datetime(),
  traceId: z
    .string()
    .regex(/^[0-9a-f]{32}$/)
    .optional(),
});
export type TestPage = z.infer<typeof TestPage>;

export const PrintDocument = z.discriminatedUnion("kind", [
  Receipt,
  PlainText,
  TestPage,
  KitchenTicket,
  Label,
  Markup,
  z.strictObject({ kind: z.literal("escpos"), data: RawData }),
  z.strictObject({ kind: z.literal("png"), data: PngData }),
  z.strictObject({ kind: z.literal("pdf"), data: PdfData }),
]);
export type PrintDocument = z.infer<typeof PrintDocument>;

function linesOf(blocks: readonly Block[]): number {
  return blocks.reduce((lines, block) => lines + linesOfBlock(block), 0);
}

function linesOfBlock(block: Block): number {
  switch (block.type) {
    case "text":
      return linesIn(block.text) * (block.size ?? 1);
    case "columns":
      return Math.max(...block.cells.map(({ text }) => linesIn(text))) * (block.size ?? 1);
    case "feed":
      return block.lines;
    case "rule":
    case "qr":
    case "barcode":
    case "image":
    case "cut":
    case "drawer":
      return 1;
  }
}

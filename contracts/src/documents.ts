// What a client may ask a printer to put on paper, and what the printer is able to hold.
import { z } from "zod";
import { CorrelationId, Id } from "./ids.ts";

const Align = z.enum(["left", "center", "right"]);

const TextBlock = z.strictObject({
  type: z.literal("text"),
  text: z.string().max(4_096),
  align: Align.optional(),
  bold: z.boolean().optional(),
  underline: z.boolean().optional(),
  invert: z.boolean().optional(),
  size: z.int().min(1).max(4).optional(),
});

const Cell = z.strictObject({
  text: z.string().max(512),
  /** Share of the line, relative to the other cells; 1 when absent. */
  width: z.number().positive().max(100).optional(),
  align: Align.optional(),
});

// Eight cells leave at least three columns each on the narrowest paper.
const ColumnsBlock = z.strictObject({
  type: z.literal("columns"),
  cells: z.array(Cell).min(1).max(8),
});

// 1,200 bytes are a symbol of 133 modules, which fits 58 mm paper at two dots a module.
const QrBlock = z.strictObject({
  type: z.literal("qr"),
  data: z
    .string()
    .min(1)
    .refine(
      (data) => new TextEncoder().encode(data).length <= 1_200,
      "longer than 1200 bytes of UTF-8",
    ),
  size: z.int().min(1).max(8).optional(),
});

export const Block = z.discriminatedUnion("type", [
  TextBlock,
  ColumnsBlock,
  z.strictObject({ type: z.literal("rule") }),
  QrBlock,
  z.strictObject({ type: z.literal("feed"), lines: z.int().min(1).max(20) }),
  z.strictObject({ type: z.literal("cut") }),
]);
export type Block = z.infer<typeof Block>;

/** The title names the ticket in lists and is not printed. */
export const Receipt = z.strictObject({
  kind: z.literal("receipt"),
  title: z.string().min(1).max(120).optional(),
  blocks: z.array(Block).min(1).max(500),
});
export type Receipt = z.infer<typeof Receipt>;

export const PlainText = z.strictObject({
  kind: z.literal("text"),
  text: z.string().min(1).max(100_000),
});
export type PlainText = z.infer<typeof PlainText>;

const Label = z.string().min(1).max(200);

export const TestPage = z.strictObject({
  kind: z.literal("test-page"),
  printerId: Id,
  printerName: Label,
  branchName: Label,
  companyName: Label,
  correlationId: CorrelationId,
  requestedBy: Label,
  requestedAt: z.iso.datetime(),
  traceId: z
    .string()
    .regex(/^[0-9a-f]{32}$/)
    .optional(),
});
export type TestPage = z.infer<typeof TestPage>;

export const PrintDocument = z.discriminatedUnion("kind", [Receipt, PlainText, TestPage]);
export type PrintDocument = z.infer<typeof PrintDocument>;

export const PrinterProfile = z.strictObject({
  columns: z.union([z.literal(48), z.literal(42), z.literal(32)]).default(48),
  codePage: z.enum(["cp858", "cp1252"]).default("cp858"),
  cutter: z.boolean().default(true),
});
export type PrinterProfile = z.infer<typeof PrinterProfile>;

export const DEFAULT_PRINTER_PROFILE: PrinterProfile = Object.freeze(PrinterProfile.parse({}));

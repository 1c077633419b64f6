/** What a receipt is made of, from its top to its cut. */
import { z } from "zod";
import { Barcode } from "./document-barcodes.ts";
import { PngData } from "./document-bytes.ts";

const Align = z.enum(["left", "center", "right"]);
const Size = z.int().min(1).max(4);

/** Without `align`, text stands where its script begins: Arabic and Hebrew at the right. */
const TextBlock = z.strictObject({
  type: z.literal("text"),
  text: z.string().max(4_096),
  align: Align.optional(),
  bold: z.boolean().optional(),
  underline: z.boolean().optional(),
  invert: z.boolean().optional(),
  size: Size.optional(),
});

const Cell = z.strictObject({
  text: z.string().max(512),
  /** Share of the line, relative to the other cells; 1 when absent. */
  width: z.number().positive().max(100).optional(),
  align: Align.optional(),
});

// Eight cells leave at least three columns each on the narrowest paper.
const ColumnsBlock = z
  .strictObject({
    type: z.literal("columns"),
    cells: z.array(Cell).min(1).max(8),
    bold: z.boolean().optional(),
    size: Size.optional(),
  })
  .refine(
    ({ cells, size = 1 }) => cells.length * size <= 8,
    "too many cells for letters this size",
  );

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

const ImageBlock = z.strictObject({
  type: z.literal("image"),
  png: PngData,
  /** Share of the paper's width, in per cent; without it, as many dots as it has pixels, and never wider than the paper. */
  width: z.int().min(1).max(100).optional(),
  align: Align.optional(),
});

const RuleBlock = z.strictObject({
  type: z.literal("rule"),
  style: z.enum(["single", "double"]).optional(),
});

/** The plug has two wires for drawers, at its pins 2 and 5. */
const DrawerBlock = z.strictObject({
  type: z.literal("drawer"),
  pin: z.union([z.literal(2), z.literal(5)]).optional(),
});

export const Block = z.discriminatedUnion("type", [
  TextBlock,
  ColumnsBlock,
  RuleBlock,
  QrBlock,
  Barcode,
  ImageBlock,
  z.strictObject({ type: z.literal("feed"), lines: z.int().min(1).max(20) }),
  z.strictObject({ type: z.literal("cut") }),
  DrawerBlock,
]);
export type Block = z.infer<typeof Block>;

/** One small sticker: what it is, what is to be known, and a code to scan. */
import { z } from "zod";
import { Barcode } from "./document-barcodes.ts";

export const Label = z.strictObject({
  kind: z.literal("label"),
  name: z.string().min(1).max(120),
  lines: z.array(z.string().max(200)).max(10).optional(),
  code: z
    .discriminatedUnion("type", [
      Barcode,
      z.strictObject({ type: z.literal("qr"), data: z.string().min(1).max(300) }),
    ])
    .optional(),
  copies: z.int().min(1).max(20).optional(),
});
export type Label = z.infer<typeof Label>;

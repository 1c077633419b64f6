/** A receipt as people write it (docs/receipt-language.md), with values for the names in its braces. */
import { z } from "zod";

const Scalar = z.union([z.string().max(500), z.number(), z.boolean()]);
const Row = z.record(z.string().max(60), Scalar);

export const MarkupValues = z.record(
  z.string().max(60),
  z.union([
    Scalar,
    z.array(z.record(z.string().max(60), z.union([Scalar, z.array(Row).max(50)]))).max(200),
  ]),
);
export type MarkupValues = z.infer<typeof MarkupValues>;

export const Markup = z.strictObject({
  kind: z.literal("markup"),
  text: z.string().min(1).max(100_000),
  values: MarkupValues.optional(),
});
export type Markup = z.infer<typeof Markup>;

/** One-dimensional codes that receipt printers draw themselves, each with the data it can hold. */
import { z } from "zod";

/** What the last digit has to be, by GS1: weights 3 and 1 from the right. */
export function checkDigit(digits: string): string {
  const sum = digits
    .split("")
    .toReversed()
    .reduce((total, digit, index) => total + Number(digit) * (index % 2 === 0 ? 3 : 1), 0);
  return String((10 - (sum % 10)) % 10);
}

const gs1 = (length: number) =>
  z
    .string()
    .regex(new RegExp(`^[0-9]{${length - 1},${length}}$`), `${length} digits, or all but the last`)
    .refine(
      (data) => data.length < length || checkDigit(data.slice(0, -1)) === data.at(-1),
      "the last digit does not fit the others",
    );

const symbology = <F extends string>(format: F, data: z.ZodString) =>
  z.strictObject({
    type: z.literal("barcode"),
    format: z.literal(format),
    data,
    /** In dots; eight are a millimetre. */
    height: z.int().min(16).max(255).optional(),
    /** Whether its text stands below. */
    text: z.boolean().optional(),
  });

export const Barcode = z.discriminatedUnion("format", [
  symbology("ean13", gs1(13)),
  symbology("ean8", gs1(8)),
  symbology("upca", gs1(12)),
  symbology(
    "code39",
    z.string().regex(/^[0-9A-Z $%+./-]{1,32}$/, "1 to 32 of 0-9 A-Z $%+-./ and space"),
  ),
  symbology(
    "code128",
    z.string().regex(/^[\x20-\x7e]{1,48}$/, "1 to 48 printable ASCII characters"),
  ),
  symbology(
    "itf",
    z.string().regex(/^(?:[0-9]{2}){1,24}$/, "an even number of digits, at most 48"),
  ),
  symbology(
    "codabar",
    z
      .string()
      .regex(
        /^[A-D][0-9$+./:-]{1,32}[A-D]$/,
        "begins and ends with A to D, digits and $+-./: between",
      ),
  ),
]);
export type Barcode = z.infer<typeof Barcode>;

/** What a printer is able to hold and to do. */
import { z } from "zod";

export const PrinterProfile = z.strictObject({
  /** Of 12 dots each, the printer's own letters. */
  columns: z.union([z.literal(48), z.literal(42), z.literal(32)]).default(48),
  codePage: z.enum(["cp858", "cp1252"]).default("cp858"),
  cutter: z.boolean().default(true),
  /** Whether a drawer hangs on it. */
  drawer: z.boolean().default(true),
  /** Lines that the code page cannot hold become pictures; `always` draws every line, `never` refuses such a document. */
  raster: z.enum(["never", "auto", "always"]).default("auto"),
  /** Whether it draws QR codes itself. */
  qr: z.boolean().default(true),
  /** Whether it draws barcodes whose length is told (`GS k`, function B). */
  barcodes: z.boolean().default(true),
});
export type PrinterProfile = z.infer<typeof PrinterProfile>;

export const DEFAULT_PRINTER_PROFILE: PrinterProfile = Object.freeze(PrinterProfile.parse({}));

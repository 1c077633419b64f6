/** What a printer is able to hold and to do. */
import { z } from "zod";

/** Alphabets of printers that lines may be written in; elsewhere a line is drawn. */
export const CodePage = z.enum([
  "cp437",
  "cp737",
  "cp775",
  "cp850",
  "cp852",
  "cp857",
  "cp858",
  "cp866",
  "cp1250",
  "cp1251",
  "cp1252",
  "cp1253",
  "cp1254",
  "cp1257",
]);
export type CodePage = z.infer<typeof CodePage>;

export const PrinterProfile = z.strictObject({
  /** Of 12 dots each, the printer's own letters. */
  columns: z.union([z.literal(48), z.literal(42), z.literal(32)]).default(48),
  codePage: z.enum(["cp858", "cp1252"]).default("cp858"),
  /** Further ones, at Epson's numbers, for lines that the first does not hold. */
  codePages: z.array(CodePage).max(20).default([]),
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

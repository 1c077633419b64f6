/**
 * What is known of models: from escpos-printer-db (receipt-print-hq on GitHub) by its contributors, CC BY 4.0, changed to the few facts needed here;
 * see docs/third-party.md.
 */
import { z } from "zod";
import { DEFAULT_PRINTER_PROFILE, type CodePage, type PrinterProfile } from "./printer-profile.ts";

/** Of those that models have at Epson's numbers; those with a euro sign come first. */
const EPSON: CodePage[] = [
  "cp1250",
  "cp1251",
  "cp1253",
  "cp1254",
  "cp1257",
  "cp852",
  "cp866",
  "cp737",
  "cp857",
  "cp775",
];
const CLONE: CodePage[] = ["cp852", "cp866"];
const SUNMI: CodePage[] = [...CLONE, "cp737", "cp857", "cp775"];

const MODELS = {
  "tm-t88v": { columns: 42, codePages: EPSON },
  "tm-t20ii": { columns: 48, codePages: EPSON },
  "tm-t20ii-42col": { columns: 42, codePages: EPSON },
  "tm-m30iii": { columns: 48, codePage: "cp1252" },
  "nt-5890k": { columns: 32, codePages: CLONE, cutter: false },
  "pos-5890": { columns: 32, codePages: CLONE, cutter: false, qr: false, barcodes: false },
  "zj-5870": {
    columns: 32,
    codePages: CLONE,
    codePage: "cp1252",
    cutter: false,
    qr: false,
    barcodes: false,
  },
  "sunmi-v2": { columns: 32, codePages: SUNMI, cutter: false },
} as const satisfies Record<string, Partial<PrinterProfile>>;

export const PrinterModel = z.enum(Object.keys(MODELS) as [keyof typeof MODELS]);
export type PrinterModel = z.infer<typeof PrinterModel>;

/** A model that this version does not know is like any other printer: agents may be newer. */
export function profileOf({
  columns,
  model,
}: {
  readonly columns?: PrinterProfile["columns"] | undefined;
  readonly model?: string | undefined;
}): PrinterProfile {
  const known = PrinterModel.safeParse(model);
  const wide = columns === undefined ? {} : { columns };
  return { ...DEFAULT_PRINTER_PROFILE, ...(known.success ? MODELS[known.data] : {}), ...wide };
}

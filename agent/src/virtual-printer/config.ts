import { portNumber } from "@printermaster/runtime";
import { z } from "zod";

/** Without a data folder tickets are kept in memory only. */
export const VirtualPrinterConfig = z.object({
  PM_PRINTER_ID: z.string().min(1).max(64),
  PM_PRINTER_NAME: z.string().min(1).max(200),
  PM_PRINTER_PORT: portNumber,
  PM_HTTP_PORT: portNumber,
  PM_DATA_DIR: z.string().min(1).optional(),
  HOST: z.string().min(1).default("127.0.0.1"),
});

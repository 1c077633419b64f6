import { portNumber } from "@printermaster/runtime";
import { z } from "zod";
import { PROFILE_NAMES } from "./profiles.ts";

/** Without a data folder tickets are kept in memory only. */
export const VirtualPrinterConfig = z.object({
  PM_PRINTER_ID: z.string().min(1).max(64).default("printer1"),
  PM_PRINTER_NAME: z.string().min(1).max(200).default("Virtual printer"),
  PM_PRINTER_PORT: portNumber.default(9100),
  PM_HTTP_PORT: portNumber.default(9200),
  PM_DATA_DIR: z.string().min(1).optional(),
  PM_COLUMNS: z.coerce.number().int().min(16).max(96).default(48),
  PM_PROFILE: z.enum(PROFILE_NAMES).default("clone"),
  /** A job with a command that no printer knows is marked bad. */
  PM_STRICT: z.stringbool().default(false),
  HOST: z.string().min(1).default("127.0.0.1"),
});

import { z } from "zod";

const port = z
  .string()
  .regex(/^\d{1,5}$/, "a port number, or 0 for any")
  .transform(Number)
  .refine((value) => value <= 65_535, "at most 65535");

const Environment = z.object({
  PM_PRINTER_ID: z.string().min(1).max(64),
  PM_PRINTER_NAME: z.string().min(1).max(200),
  PM_PRINTER_PORT: port,
  PM_HTTP_PORT: port,
  PM_DATA_DIR: z.string().min(1).optional(),
});

export type VirtualPrinterConfig = {
  id: string;
  name: string;
  /** 0 takes any free port. */
  port: number;
  httpPort: number;
  /** Where printed tickets outlive the process; only in memory when absent. */
  dataDir?: string;
};

/** The configuration, or what is wrong with the environment, a line for each variable. */
export function readConfig(
  env: NodeJS.ProcessEnv,
): { config: VirtualPrinterConfig } | { faults: string[] } {
  const parsed = Environment.safeParse(env);
  if (!parsed.success)
    return {
      faults: parsed.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`),
    };
  const { PM_PRINTER_ID, PM_PRINTER_NAME, PM_PRINTER_PORT, PM_HTTP_PORT, PM_DATA_DIR } =
    parsed.data;
  const config: VirtualPrinterConfig = {
    id: PM_PRINTER_ID,
    name: PM_PRINTER_NAME,
    port: PM_PRINTER_PORT,
    httpPort: PM_HTTP_PORT,
    ...(PM_DATA_DIR === undefined ? {} : { dataDir: PM_DATA_DIR }),
  };
  return { config: Object.freeze(config) };
}

import { fileURLToPath } from "node:url";
import { commonConfig, portNumber } from "@printermaster/runtime";
import { z } from "zod";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

const database = { DATABASE_URL: z.string().min(1) };

export const GatewayConfig = z.object({
  ...commonConfig,
  ...database,
  PORT: portNumber.default(3001),
  HOST: z.string().min(1).default("127.0.0.1"),
  /** All gateways share it: tokens are signed with a key derived from it. */
  PM_SECRET: z.string().min(32, "at least 32 characters"),
  /** How long a stop may take to hand clients over to other gateways; without others, 0. */
  PM_DRAIN_MS: z.coerce.number().int().min(0).max(600_000).default(15_000),
  PM_WEB_DIR: z.string().min(1).default(here("../web/dist")),
});
export type GatewayConfig = Readonly<z.infer<typeof GatewayConfig>>;

export const SeedConfig = z.object({
  ...database,
  PM_DEMO_FILE: z.string().min(1).optional(),
});

export const MIGRATIONS = here("../migrations");

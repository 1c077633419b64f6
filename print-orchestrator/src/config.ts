import { commonConfig } from "@printermaster/runtime";
import { z } from "zod";

export const OrchestratorConfig = z.object({
  ...commonConfig,
  DATABASE_URL: z.string().min(1),
  PM_SECRET: z.string().min(32),
  PM_HEALTH_PORT: z.coerce.number().int().min(0).max(65_535).default(0),
});
export type OrchestratorConfig = z.infer<typeof OrchestratorConfig>;

export const MigrateConfig = z.object({
  ...commonConfig,
  DATABASE_URL: z.string().min(1),
  PM_STREAM_REPLICAS: z.coerce.number().int().min(1).max(5).default(1),
});

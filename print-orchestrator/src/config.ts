import { commonConfig, portNumber } from "@printermaster/runtime";
import { z } from "zod";

/** Of every stream and bucket: 1 on one node, 3 on a cluster of three. */
const replicas = z.coerce.number().int().min(1).max(5).default(1);

export const OrchestratorConfig = z.object({
  ...commonConfig,
  DATABASE_URL: z.string().min(1),
  PM_SECRET: z.string().min(32),
  PM_HEALTH_PORT: portNumber.default(0),
  PM_STREAM_REPLICAS: replicas,
});
export type OrchestratorConfig = z.infer<typeof OrchestratorConfig>;

export const MigrateConfig = z.object({
  ...commonConfig,
  DATABASE_URL: z.string().min(1),
  PM_STREAM_REPLICAS: replicas,
});

/** Which processes run, as each tells of itself when all are asked at once. */
import { z } from "zod";
import { Id } from "./ids.ts";

export const SERVICE_REGISTRY = "service.v1.registry";

export const ServiceKind = z.enum(["gateway", "orchestrator"]);

export const ServiceStatus = z.object({
  kind: ServiceKind,
  instance: z.string(),
  version: z.string(),
  startedAt: z.iso.datetime(),
  load: z.object({
    /** Of one processor core, in per cent, since it was asked last. */
    cpu: z.number(),
    memoryMb: z.number(),
    /** How late the event loop's timers were at worst, since it was asked last. */
    delayMs: z.number(),
  }),
});
export type ServiceStatus = z.infer<typeof ServiceStatus>;

export const RegisteredAgent = z.object({
  deviceId: Id,
  branchId: Id,
  gateway: z.string(),
  version: z.string(),
  queueDepth: z.number().int().nullable(),
  cpu: z.number().nullable(),
  memory: z.number().nullable(),
});
export type RegisteredAgent = z.infer<typeof RegisteredAgent>;

export const RegistryStatus = z.object({
  gateways: z.array(ServiceStatus),
  orchestrators: z.array(ServiceStatus),
  agents: z.array(RegisteredAgent),
});
export type RegistryStatus = z.infer<typeof RegistryStatus>;

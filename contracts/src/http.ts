/** The HTTP API's shapes. */
import { z } from "zod";
import { PrintDocument } from "./documents.ts";
import { Id, line } from "./ids.ts";
import { Job, JobClass, MAX_DEADLINE_SECONDS, TimelineEntry } from "./jobs.ts";

export const Role = z.enum(["owner", "manager", "staff", "support"]);
export type Role = z.infer<typeof Role>;

export const Login = z.object({ email: line(200).min(3), password: z.string().max(200) });

export const Branch = z.object({ id: Id, name: z.string() });
export type Branch = z.infer<typeof Branch>;

export const LoggedIn = z.object({
  accessToken: z.string(),
  /** For `POST /auth/refresh`, once. */
  refreshToken: z.string().optional(),
  expiresIn: z.number().int(),
  user: z.object({ id: Id, email: z.string(), name: z.string(), role: Role }),
  company: z.object({ id: Id, name: z.string() }),
  branches: z.array(Branch),
});
export type LoggedIn = z.infer<typeof LoggedIn>;

export const CreateJob = z.object({
  printerId: Id,
  branchId: Id.optional(),
  class: JobClass.optional(),
  title: line(120).optional(),
  document: PrintDocument,
  deadlineSeconds: z.number().int().min(1).max(MAX_DEADLINE_SECONDS).optional(),
});
export type CreateJob = z.infer<typeof CreateJob>;

/** Of an existing job, marked as such. */
export const CreateCopy = z.object({ printerId: Id.optional() });
export type CreateCopy = z.infer<typeof CreateCopy>;

export const JobWithTimeline = z.object({ job: Job, timeline: z.array(TimelineEntry) });
export type JobWithTimeline = z.infer<typeof JobWithTimeline>;

export const ConnectionQuality = z.enum(["excellent", "good", "fair", "poor"]);
export type ConnectionQuality = z.infer<typeof ConnectionQuality>;

/** One agent's connection, as the gateway that holds it knows it. Unknown before the agent's first heartbeat: `null`. */
export const AgentHealth = z.object({
  deviceId: Id,
  branchId: Id,
  gateway: z.string(),
  /** That of the agent's program. */
  version: z.string().optional(),
  transport: z.string(),
  /** Of the last pings, in milliseconds. */
  averageLatency: z.number().nullable(),
  connectionQuality: ConnectionQuality,
  reconnectionCount: z.number().int(),
  /** Of the agent and of its connection, in seconds. */
  uptime: z.number().int().nullable(),
  connectedFor: z.number().int(),
  queueDepth: z.number().int().nullable(),
  /** Of one processor core, in per cent; and in megabytes. */
  cpu: z.number().nullable(),
  memory: z.number().nullable(),
});
export type AgentHealth = z.infer<typeof AgentHealth>;

/** Between gateways. */
export const ListAgentHealth = z.object({ branches: z.array(Id) });
export const AgentHealthList = z.object({ agents: z.array(AgentHealth) });
export type AgentHealthList = z.infer<typeof AgentHealthList>;

export const DesktopHealth = z.object({
  totalClients: z.number().int(),
  summary: z.record(ConnectionQuality, z.number().int()),
  healthMetrics: z.array(AgentHealth),
});
export type DesktopHealth = z.infer<typeof DesktopHealth>;

/** RFC 9457, with our code and the request's correlation id. */
export const Problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number().int(),
  code: z.string(),
  correlationId: z.string().optional(),
  details: z.unknown().optional(),
});
export type Problem = z.infer<typeof Problem>;

export const httpHeaders = {
  idempotencyKey: "idempotency-key",
  idempotencyKeyAlias: "x-idempotency-key",
  replayed: "Idempotency-Replayed",
  prefer: "prefer",
  preferenceApplied: "Preference-Applied",
  lastEventId: "last-event-id",
  correlationId: "x-correlation-id",
} as const;

/** The HTTP API's shapes. */
import { z } from "zod";
import { PrintDocument } from "./documents.ts";
import { Id, line } from "./ids.ts";
import { Job, JobClass, MAX_DEADLINE_SECONDS, TimelineEntry } from "./jobs.ts";

export const Role = z.enum(["owner", "manager", "staff", "support"]);
export type Role = z.infer<typeof Role>;

export const Login = z.object({ email: z.string().min(3).max(200), password: z.string().max(200) });

export const Branch = z.object({ id: Id, name: z.string() });
export type Branch = z.infer<typeof Branch>;

export const LoggedIn = z.object({
  accessToken: z.string(),
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
  correlationId: "x-correlation-id",
} as const;

/** The HTTP API's questions and answers beyond those that travel elsewhere, too. */
import { z } from "zod";
import { Submitted } from "./commands.ts";
import { CorrelationId, Id, IdempotencyKey, line } from "./ids.ts";
import { Job, JobClass, JobStatus, TimelineEntry } from "./jobs.ts";
import { Cursor, Moment } from "./pages.ts";
import { BranchState, ClassPolicy } from "./policies.ts";
import { Backup, PrinterState } from "./printers.ts";

export * from "./pages.ts";
export * from "./registry.ts";
export { posTable } from "./shop-tables.ts";
export * from "./socket-tables.ts";
export * from "./subject-tables.ts";

/** A query's numbers come as text. */
const limit = z.coerce.number().int().min(1).max(200).optional();

export const ListQuery = z.object({ limit });
export type ListQuery = z.infer<typeof ListQuery>;

/** What is asked of `GET /v1/jobs`; the cursor is the one that the page before ended with. */
export const JobsQuery = z.object({
  branchId: Id.optional(),
  printerId: Id.optional(),
  status: JobStatus.optional(),
  class: JobClass.optional(),
  since: Moment.optional(),
  until: Moment.optional(),
  text: line(80).optional(),
  cursor: Cursor.optional(),
  limit,
});
export type JobsQuery = z.infer<typeof JobsQuery>;

export const JobAnswer = Submitted.pick({ job: true });
export type JobAnswer = z.infer<typeof JobAnswer>;

/** One message of the stream of a job: what happened, and the job after it. The message's id is its sequence. */
export const JobNews = z.object({ entry: TimelineEntry, job: Job });
export type JobNews = z.infer<typeof JobNews>;

export const PrinterAnswer = z.object({ printer: PrinterState });
export type PrinterAnswer = z.infer<typeof PrinterAnswer>;

export const SetBackupOf = z.object({ backup: Backup.nullable() });
export type SetBackupOf = z.infer<typeof SetBackupOf>;

/** All rules of a branch: asked for, each class is named; set, a class that is not named has the default. */
export const BranchPolicies = BranchState.pick({ policies: true });
export type BranchPolicies = z.infer<typeof BranchPolicies>;

export const EveryPolicy = z.object({ policies: z.record(JobClass, ClassPolicy) });
export type EveryPolicy = z.infer<typeof EveryPolicy>;

/** `printer`: its id, or its name as old clients have it. */
export const TestPrint = z.object({
  printer: line(80).min(1),
  branchId: Id.optional(),
  idempotencyKey: IdempotencyKey.optional(),
});
export type TestPrint = z.infer<typeof TestPrint>;

export const TestPrinted = z.object({
  success: z.boolean(),
  message: z.string(),
  printerId: Id,
  correlationId: CorrelationId,
  job: Job,
});
export type TestPrinted = z.infer<typeof TestPrinted>;

export const Alive = z.object({ status: z.string() });
export type Alive = z.infer<typeof Alive>;

const upOrDown = z.enum(["up", "down"]);

export const Health = z.object({
  status: z.enum(["ok", "degraded", "down"]),
  timestamp: z.iso.datetime(),
  /** In seconds. */
  uptime: z.number(),
  database: upOrDown,
  websocket: upOrDown,
  broker: upOrDown,
});
export type Health = z.infer<typeof Health>;

export const ActiveJobs = z.object({ total: z.number().int(), jobs: z.array(Job) });
export type ActiveJobs = z.infer<typeof ActiveJobs>;

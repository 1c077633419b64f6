/** A print job as everybody outside the orchestrator sees it. States and reasons follow IPP (RFC 8011). */
import { z } from "zod";
import { CorrelationId, Id, line } from "./ids.ts";

export const JobStatus = z.enum([
  "pending",
  "pending-held",
  "processing",
  "processing-stopped",
  "canceled",
  "aborted",
  "completed",
]);
export type JobStatus = z.infer<typeof JobStatus>;

export const JobReason = z.enum([
  "none",
  "service-off-line",
  "job-outgoing",
  "printer-stopped",
  /** Not of IPP: its device failed again and again and is left alone for a while. */
  "printer-circuit-open",
  "job-completed-successfully",
  "job-canceled-by-user",
  "aborted-by-system",
  "job-expired",
  "print-result-unknown",
]);
export type JobReason = z.infer<typeof JobReason>;

/** How sure we are that paper carries it, weakest first: see docs/glossary.md. */
export const Proof = z.enum(["sent", "status-clean", "fenced", "confirmed"]);
export type Proof = z.infer<typeof Proof>;

export const JobClass = z.enum(["receipt", "kitchen", "label", "test", "drawer"]);
export type JobClass = z.infer<typeof JobClass>;

/** Seconds an accepted job may wait for paper: a late drawer kick or receipt helps nobody. */
export const defaultDeadlineSeconds: Record<JobClass, number> = {
  receipt: 600,
  kitchen: 1800,
  label: 86_400,
  test: 300,
  drawer: 5,
};
export const MAX_DEADLINE_SECONDS = 3 * 86_400;

export const Actor = z.object({
  kind: z.enum(["user", "pos", "service"]),
  id: line(80).min(1),
  name: line(120).min(1),
});
export type Actor = z.infer<typeof Actor>;

/** A slip is read by a person at a counter. */
export const MOST_LISTED = 40;

export const Job = z.object({
  jobId: Id,
  company: Id,
  branch: Id,
  printerId: Id,
  class: JobClass,
  title: z.string(),
  documentKind: z.string(),
  status: JobStatus,
  reason: JobReason,
  /** 0 until the first dispatch. */
  attempt: z.number().int().nonnegative(),
  agentId: Id.optional(),
  proof: Proof.optional(),
  /** SHA-256 of the bytes the printer was sent: the picture can be checked against it. */
  paperHash: z.string().optional(),
  detail: z.string().optional(),
  /** The job of which this is a copy, marked so on paper. */
  copyOf: Id.optional(),
  /** Of a copy: nobody knows whether paper carries the original. */
  possibleDuplicate: z.boolean().optional(),
  /** The job that nobody could print, and that this one tries again. */
  retryOf: Id.optional(),
  /** The printer that it was meant for. */
  standsInFor: z.object({ printerId: Id, name: z.string() }).optional(),
  /** Of a slip: the jobs that it lists and that will not be printed. */
  lists: z.array(Id).max(MOST_LISTED).optional(),
  listedOn: Id.optional(),
  /** It could not be delivered, and a person may retry or discard it. */
  deadLetter: z.enum(["waiting", "retried", "discarded"]).optional(),
  retriedAs: Id.optional(),
  correlationId: CorrelationId,
  traceId: z.string().optional(),
  submittedBy: Actor,
  submittedAt: z.iso.datetime(),
  expiresAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
});
export type Job = z.infer<typeof Job>;

export const hasEnded = (status: JobStatus): boolean =>
  status === "completed" || status === "aborted" || status === "canceled";

export const JobEventType = z.enum([
  "PrintSubmitted",
  "PrintHeld",
  "PrintDispatched",
  "PrintCompleted",
  "PrintFailed",
  "PrintUnconfirmed",
  "PrintExpired",
  "PrintAttemptFailed",
  "PrintCancelRequested",
  "PrintCancelRefused",
  "PrintCanceled",
  "PrintRevoked",
  "PrintRerouted",
  "PrintRetried",
  "PrintDiscarded",
  "PrintUnreadable",
]);
export type JobEventType = z.infer<typeof JobEventType>;

/** One line of a job's history. */
export const TimelineEntry = z.object({
  sequence: z.number().int(),
  type: JobEventType,
  at: z.iso.datetime(),
  status: JobStatus,
  reason: JobReason,
  attempt: z.number().int(),
  detail: z.string().optional(),
  /** Of what an agent reported: whether its key stands behind it. */
  signed: z.boolean().optional(),
});
export type TimelineEntry = z.infer<typeof TimelineEntry>;

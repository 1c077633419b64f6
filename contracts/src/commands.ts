/** What orchestrators are asked over NATS. Company, branch, verb and correlation id are the subject's. */
import { z } from "zod";
import { AgentHello, AgentPrinters, AgentReport } from "./agent-protocol.ts";
import { PrintDocument } from "./documents.ts";
import { Id, IdempotencyKey, line } from "./ids.ts";
import { Actor, Job, JobClass, JobStatus, MAX_DEADLINE_SECONDS } from "./jobs.ts";
import { Cursor, Moment } from "./pages.ts";
import { BranchState } from "./policies.ts";
import { Backup, PrinterState } from "./printers.ts";

const SomeActor = Actor.default({ kind: "service", id: "nats", name: "NATS client" });
const deadlineSeconds = z.number().int().min(1).max(MAX_DEADLINE_SECONDS).optional();

export const SubmitPrint = z.object({
  idempotencyKey: IdempotencyKey,
  printerId: Id,
  class: JobClass.default("receipt"),
  title: line(120).default(""),
  document: PrintDocument,
  deadlineSeconds,
  submittedBy: SomeActor,
});
export type SubmitPrint = z.infer<typeof SubmitPrint>;

/** The part of a submit that must not differ under one key: a test page is stamped anew at each click. */
export const intentOf = (
  submit: Pick<SubmitPrint, "printerId" | "class" | "document">,
): unknown => [
  submit.printerId,
  submit.class,
  submit.document.kind === "test-page" ? "test-page" : submit.document,
];

export const Submitted = z.object({ job: Job, replayed: z.boolean() });
export type Submitted = z.infer<typeof Submitted>;

export const RegisterAgent = AgentHello.extend({ agentId: Id, session: Id, gateway: z.string() });
export type RegisterAgent = z.infer<typeof RegisterAgent>;

/** An agent's printers as they are now. */
export const ReportPrinters = AgentPrinters.extend({ agentId: Id, session: Id });
export type ReportPrinters = z.infer<typeof ReportPrinters>;

export const UnregisterAgent = z.object({ agentId: Id, session: Id });
export type UnregisterAgent = z.infer<typeof UnregisterAgent>;

/** With the session that told it, as the bridge knows it. */
export const RecordReport = AgentReport.extend({ agentId: Id, session: Id.optional() });
export type RecordReport = z.infer<typeof RecordReport>;

export const CancelPrint = z.object({ jobId: Id, canceledBy: SomeActor });
export type CancelPrint = z.infer<typeof CancelPrint>;

/** `in-time`: nothing will come out. `requested`: the agent cannot be asked now; it will be, before it may print. */
export const CancelResult = z.object({ job: Job, came: z.enum(["in-time", "requested"]) });
export type CancelResult = z.infer<typeof CancelResult>;

/** Prints a dead letter as another job; asked twice, it is the same job. */
export const RetryPrint = z.object({ jobId: Id, retriedBy: SomeActor, deadlineSeconds });
export type RetryPrint = z.infer<typeof RetryPrint>;

/** Nobody wants a dead letter any more: its document is erased. */
export const DiscardPrint = z.object({ jobId: Id, discardedBy: SomeActor });
export type DiscardPrint = z.infer<typeof DiscardPrint>;
export const Discarded = z.object({ job: Job });
export type Discarded = z.infer<typeof Discarded>;

/** Prints a job that has ended once more, marked as a copy; on another printer, if it names one. */
export const ReprintPrint = z.object({
  idempotencyKey: IdempotencyKey,
  jobId: Id,
  printerId: Id.optional(),
  requestedBy: SomeActor,
  deadlineSeconds,
});
export type ReprintPrint = z.infer<typeof ReprintPrint>;

/** The part of a reprint that must not differ under one key; no submit's looks like it. */
export const intentOfCopy = ({ jobId, printerId }: ReprintPrint): unknown => [
  "copy of",
  jobId,
  printerId ?? null,
];

export const SetBackup = z.object({ printerId: Id, backup: Backup.nullable() });
export type SetBackup = z.infer<typeof SetBackup>;

/** All of a branch's rules: a class that is not named has the default. */
export const SetBranchPolicy = BranchState.pick({ policies: true });
export type SetBranchPolicy = z.infer<typeof SetBranchPolicy>;

const ofBranches = {
  branches: z.array(Id).max(500).optional(),
  limit: z.number().int().min(1).max(200).default(50),
};

/** Questions to the read model; answers may lag behind the log by the projector's delay. */
export const ListJobs = z.object({
  ...ofBranches,
  printerId: Id.optional(),
  statuses: z.array(JobStatus).max(10).optional(),
  class: JobClass.optional(),
  /** By when it was submitted: from the first on, before the second. */
  since: Moment.optional(),
  until: Moment.optional(),
  /** Somewhere in the title, in capitals or not. */
  text: line(80).optional(),
  cursor: Cursor.optional(),
});
export type ListJobs = z.infer<typeof ListJobs>;
/** Newest first. Without a cursor it was the last page; with one, what comes meanwhile shifts nothing. */
export const JobList = z.object({ jobs: z.array(Job), nextCursor: z.string().optional() });
export type JobList = z.infer<typeof JobList>;

/** Of a job that the log may have forgotten; answered with `JobWithTimeline`. */
export const ReadJob = z.object({ jobId: Id, branches: z.array(Id).max(500).optional() });
export type ReadJob = z.infer<typeof ReadJob>;

export const ListPrinters = z.object({ branches: z.array(Id).max(500).optional() });
export type ListPrinters = z.infer<typeof ListPrinters>;
export const PrinterView = PrinterState.extend({ agentConnected: z.boolean() });
export type PrinterView = z.infer<typeof PrinterView>;
export const PrinterList = z.object({ printers: z.array(PrinterView) });
export type PrinterList = z.infer<typeof PrinterList>;

export const ListDeadLetters = z.object(ofBranches);
export type ListDeadLetters = z.infer<typeof ListDeadLetters>;
/** Newest first. Why: each job's `reason`, and its `detail` where there is more to say. */
export const DeadLetterList = z.object({ jobs: z.array(Job) });
export type DeadLetterList = z.infer<typeof DeadLetterList>;

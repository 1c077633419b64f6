/** What orchestrators are asked over NATS. Company, branch, verb and correlation id are the subject's. */
import { z } from "zod";
import { AgentHello, AgentReport } from "./agent-protocol.ts";
import { PrintDocument } from "./documents.ts";
import { Id, IdempotencyKey, line } from "./ids.ts";
import { Actor, Job, JobClass, MAX_DEADLINE_SECONDS } from "./jobs.ts";
import { PrinterState } from "./printers.ts";

export const SubmitPrint = z.object({
  idempotencyKey: IdempotencyKey,
  printerId: Id,
  class: JobClass.default("receipt"),
  title: line(120).default(""),
  document: PrintDocument,
  deadlineSeconds: z.number().int().min(1).max(MAX_DEADLINE_SECONDS).optional(),
  submittedBy: Actor.default({ kind: "service", id: "nats", name: "NATS client" }),
});
export type SubmitPrint = z.infer<typeof SubmitPrint>;

/** The part of a submit that must not differ under one key: a test page is stamped anew at each click. */
export const intentOf = (submit: SubmitPrint): unknown => [
  submit.printerId,
  submit.class,
  submit.document.kind === "test-page" ? "test-page" : submit.document,
];

export const Submitted = z.object({ job: Job, replayed: z.boolean() });
export type Submitted = z.infer<typeof Submitted>;

export const RegisterAgent = AgentHello.extend({ agentId: Id, session: Id, gateway: z.string() });
export type RegisterAgent = z.infer<typeof RegisterAgent>;

export const UnregisterAgent = z.object({ agentId: Id, session: Id });
export type UnregisterAgent = z.infer<typeof UnregisterAgent>;

export const RecordReport = AgentReport.extend({ agentId: Id });
export type RecordReport = z.infer<typeof RecordReport>;

export const CancelPrint = z.object({
  jobId: Id,
  canceledBy: Actor.default({ kind: "service", id: "nats", name: "NATS client" }),
});
export type CancelPrint = z.infer<typeof CancelPrint>;

/** `in-time`: nothing will come out. `requested`: the agent cannot be asked now; it will be, before it may print. */
export const CancelResult = z.object({ job: Job, came: z.enum(["in-time", "requested"]) });
export type CancelResult = z.infer<typeof CancelResult>;

/** Questions to the read model; answers may lag behind the log by the projector's delay. */
export const ListJobs = z.object({
  branches: z.array(Id).max(500).optional(),
  limit: z.number().int().min(1).max(200).default(50),
});
export type ListJobs = z.infer<typeof ListJobs>;
export const JobList = z.object({ jobs: z.array(Job) });
export type JobList = z.infer<typeof JobList>;

export const ListPrinters = z.object({ branches: z.array(Id).max(500).optional() });
export type ListPrinters = z.infer<typeof ListPrinters>;
export const PrinterView = PrinterState.extend({ agentConnected: z.boolean() });
export type PrinterView = z.infer<typeof PrinterView>;
export const PrinterList = z.object({ printers: z.array(PrinterView) });
export type PrinterList = z.infer<typeof PrinterList>;

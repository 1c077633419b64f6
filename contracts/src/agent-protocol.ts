/** What an agent and the bridge say to each other: `hello, job, query, revoke, report`. See docs/agent-protocol.md. */
import { z } from "zod";
import { answerOf } from "./answers.ts";
import { Banner } from "./banner.ts";
import { PrintDocument } from "./documents.ts";
import { CorrelationId, Id, Traceparent } from "./ids.ts";
import { JobClass } from "./jobs.ts";
import { Outcome } from "./outcomes.ts";
import { PrinterDescription } from "./printers.ts";
import { ReportSignature } from "./signatures.ts";

export const AGENT_PROTOCOL = 1;
const attempt = z.number().int().positive();

/** Given at the handshake, as `auth` of the Socket.IO connection. */
export const AgentHandshake = z.object({
  userRole: z.literal("desktop_app"),
  deviceId: Id,
  companyId: Id,
  branchId: Id,
  licenseKey: z.string().min(8).max(200),
  appVersion: z.string().max(40),
  instanceId: Id,
});
export type AgentHandshake = z.infer<typeof AgentHandshake>;

export const AttemptState = z.enum(["spooled", "printing", "finished"]);
export type AttemptState = z.infer<typeof AttemptState>;

/** Rises with each commit of the spool and never falls: a lower one than was told before means a restored disk. */
const counter = z.number().int().nonnegative();
const Printers = z.array(PrinterDescription).max(100);

/** Agent → bridge, once per connection, before anything else. */
export const AgentHello = z.object({
  protocol: z.literal(AGENT_PROTOCOL),
  installationId: Id,
  /** Made with the spool's file: another one means a wiped disk. */
  spoolId: Id,
  counter,
  appVersion: z.string().max(40),
  printers: Printers,
  openWork: z.array(z.object({ jobId: Id, attempt, state: AttemptState })).max(10_000),
});
export type AgentHello = z.infer<typeof AgentHello>;

/** Waiting work that must not be printed any more: the log says that it is over. */
const Dropped = z.object({ jobId: Id, attempt });

export const HelloAccepted = z.object({
  session: Id,
  serverTime: z.iso.datetime(),
  drop: z.array(Dropped).max(10_000).default([]),
});
export type HelloAccepted = z.infer<typeof HelloAccepted>;

/** Bridge → agent. Acknowledged only when it is on the agent's disk. */
export const AgentJob = z.object({
  session: Id,
  jobId: Id,
  attempt,
  printerId: Id,
  class: JobClass,
  document: PrintDocument,
  /** Lines that go above each ticket, so that nobody takes it for the original. */
  banner: Banner.optional(),
  correlationId: CorrelationId,
  expiresAt: z.iso.datetime(),
  traceparent: Traceparent.optional(),
});
export type AgentJob = z.infer<typeof AgentJob>;

/** The answer to a repeat of (job, attempt) is the stored one. */
export const JobTaken = z.object({
  state: AttemptState,
  outcome: Outcome.optional(),
  counter: counter.optional(),
});
export type JobTaken = z.infer<typeof JobTaken>;

export const AgentQuery = z.object({ session: Id, jobId: Id });
export type AgentQuery = z.infer<typeof AgentQuery>;

export const JobKnown = z.discriminatedUnion("known", [
  z.object({ known: z.literal(false) }),
  z.object({
    known: z.literal(true),
    attempt,
    state: AttemptState,
    revoked: z.boolean(),
    /** Since before the agent's restart: it begins once it is offered again, and not before. */
    held: z.literal(true).optional(),
    outcome: Outcome.optional(),
    /** Of an agent with a key, where there is an outcome. */
    signed: ReportSignature.optional(),
  }),
]);
export type JobKnown = z.infer<typeof JobKnown>;

/** Commits a tombstone: attempts up to this one will never begin. Refused if paper may have moved. */
export const AgentRevoke = z.object({ session: Id, jobId: Id, attempt });
export type AgentRevoke = z.infer<typeof AgentRevoke>;

export const RevokeResult = z.object({
  revoked: z.boolean(),
  state: AttemptState.optional(),
  outcome: Outcome.optional(),
  counter: counter.optional(),
});
export type RevokeResult = z.infer<typeof RevokeResult>;

/** Agent → bridge, from its outbox, until acknowledged. */
export const AgentReport = z.object({
  jobId: Id,
  attempt,
  outcome: Outcome,
  counter: counter.optional(),
  traceparent: Traceparent.optional(),
  /** Of an agent with a key: without it the report is refused. */
  signed: ReportSignature.optional(),
});
export type AgentReport = z.infer<typeof AgentReport>;

/** `recorded: false` means it changed nothing (late or repeated); the agent may forget it either way. */
export const ReportRecorded = z.object({ recorded: z.boolean() });
export type ReportRecorded = z.infer<typeof ReportRecorded>;

/** Agent → bridge, whenever one was added, removed, or is stopped for another reason: all of them. */
export const AgentPrinters = z.object({
  /** Rises with each of a session: a late one must not undo what a later one told. The hello counts as 0. */
  number: z.number().int().positive(),
  printers: Printers,
});
export type AgentPrinters = z.infer<typeof AgentPrinters>;

/** Agent → bridge, live only, never acknowledged. */
export const AgentProgress = z.object({
  jobId: Id,
  attempt,
  step: z.enum(["spooled", "connecting", "sending"]),
});
export type AgentProgress = z.infer<typeof AgentProgress>;

/** Agent → bridge: its finished spans, as OTLP/JSON. */
export const AgentSpans = z.object({ resourceSpans: z.array(z.unknown()).max(50) });

export const agentEvents = {
  hello: "agent:hello",
  job: "agent:job",
  query: "agent:query",
  revoke: "agent:revoke",
  report: "agent:report",
  printers: "agent:printers",
  progress: "agent:progress",
  spans: "agent:spans",
  heartbeat: "agent:heartbeat",
  /** Of agents with a key: see devices.ts. */
  challenge: "agent:challenge",
  prove: "agent:prove",
  /** Bridge → agent: another connection of this agent took over; unless that is its own, it does not reconnect by itself. */
  superseded: "agent:superseded",
} as const;

export const agentAnswers = {
  prove: answerOf(z.object({})),
  hello: answerOf(HelloAccepted),
  job: answerOf(JobTaken),
  query: answerOf(JobKnown),
  revoke: answerOf(RevokeResult),
  report: answerOf(ReportRecorded),
  printers: answerOf(z.object({})),
} as const;

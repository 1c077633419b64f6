/** What the logs hold. Type and version travel as headers, so a reader can skip what it does not know. */
import { z } from "zod";
import { CorrelationId, Id, Traceparent } from "./ids.ts";
import { AttemptState } from "./agent-protocol.ts";
import { Actor, Job, JobClass, Proof } from "./jobs.ts";
import { PrinterState } from "./printers.ts";

/** The job's state after an event, with what only orchestrators need. */
export const JobState = Job.extend({
  /** Keyed, so that the log tells nobody what a document says. */
  bodyHash: z.string(),
  session: Id.optional(),
  spoolGeneration: z.number().int().optional(),
  dispatchedAt: z.iso.datetime().optional(),
  /** The attempt has failed before any paper moved: the next dispatch is another attempt. */
  attemptOver: z.boolean().optional(),
  cancelRequestedBy: Actor.optional(),
});
export type JobState = z.infer<typeof JobState>;

const attempt = z.number().int().positive();

export const jobEventData = {
  PrintSubmitted: z.object({
    jobId: Id,
    company: Id,
    branch: Id,
    correlationId: CorrelationId,
    traceId: z.string().optional(),
    printerId: Id,
    class: JobClass,
    title: z.string(),
    documentKind: z.string(),
    bodyHash: z.string(),
    submittedBy: Actor,
    expiresAt: z.iso.datetime(),
  }),
  PrintHeld: z.object({ reason: z.enum(["service-off-line", "printer-stopped"]) }),
  PrintDispatched: z.object({
    attempt,
    agentId: Id,
    session: Id,
    spoolGeneration: z.number().int(),
  }),
  PrintCompleted: z.object({
    attempt,
    proof: Proof,
    paperHash: z.string(),
    bytes: z.number().int().nonnegative(),
    startedAt: z.iso.datetime(),
    endedAt: z.iso.datetime(),
  }),
  PrintFailed: z.object({ attempt, code: z.string(), detail: z.string() }),
  PrintUnconfirmed: z.object({ attempt, cause: z.string() }),
  PrintExpired: z.object({}),
  /** Transient: it is tried again, as the next attempt. */
  PrintAttemptFailed: z.object({ attempt, code: z.string(), detail: z.string() }),
  /** Dispatched already: only the agent can say whether it comes in time. */
  PrintCancelRequested: z.object({ canceledBy: Actor }),
  PrintCancelRefused: z.object({ attempt, state: AttemptState }),
  PrintCanceled: z.object({ canceledBy: Actor }),
} as const;

type DataOf<K extends keyof typeof jobEventData> = z.infer<(typeof jobEventData)[K]>;

/** An event as a decider emits it. */
export type JobEvent =
  | { readonly type: "PrintSubmitted"; readonly data: DataOf<"PrintSubmitted"> }
  | { readonly type: "PrintHeld"; readonly data: DataOf<"PrintHeld"> }
  | { readonly type: "PrintDispatched"; readonly data: DataOf<"PrintDispatched"> }
  | { readonly type: "PrintCompleted"; readonly data: DataOf<"PrintCompleted"> }
  | { readonly type: "PrintFailed"; readonly data: DataOf<"PrintFailed"> }
  | { readonly type: "PrintUnconfirmed"; readonly data: DataOf<"PrintUnconfirmed"> }
  | { readonly type: "PrintExpired"; readonly data: DataOf<"PrintExpired"> }
  | { readonly type: "PrintAttemptFailed"; readonly data: DataOf<"PrintAttemptFailed"> }
  | { readonly type: "PrintCancelRequested"; readonly data: DataOf<"PrintCancelRequested"> }
  | { readonly type: "PrintCancelRefused"; readonly data: DataOf<"PrintCancelRefused"> }
  | { readonly type: "PrintCanceled"; readonly data: DataOf<"PrintCanceled"> };

export const EVENT_VERSION = 1;

const stored = <T extends z.ZodType>(state: T) =>
  z.object({ id: Id, at: z.iso.datetime(), data: z.unknown(), state });

/** The body of a stored job event: loading a job is reading its last one. */
export const StoredJobEvent = stored(JobState);
export type StoredJobEvent = z.infer<typeof StoredJobEvent>;

export const AgentState = z.object({
  agentId: Id,
  company: Id,
  branch: Id,
  connected: z.boolean(),
  session: Id,
  installationId: Id,
  spoolId: Id,
  counter: z.number().int().nonnegative(),
  /** Rises when the spool is another one, or an older copy: what was dispatched before may be lost. */
  spoolGeneration: z.number().int(),
  appVersion: z.string(),
  gateway: z.string(),
  since: z.iso.datetime(),
});
export type AgentState = z.infer<typeof AgentState>;

export const FleetEventType = z.enum(["AgentConnected", "AgentDisconnected", "PrinterReported"]);
export type FleetEventType = z.infer<typeof FleetEventType>;

export const StoredAgentEvent = stored(AgentState);
export type StoredAgentEvent = z.infer<typeof StoredAgentEvent>;
export const StoredPrinterEvent = stored(PrinterState);
export type StoredPrinterEvent = z.infer<typeof StoredPrinterEvent>;

/** Beside `Submitted`, in the documents' own stream: erasable, never republished. */
export const StoredDocument = z.object({
  document: z.unknown(),
  traceparent: Traceparent.optional(),
});
export type StoredDocument = z.infer<typeof StoredDocument>;

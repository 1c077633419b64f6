/** What the logs hold. Type and version travel as headers, so a reader can skip what it does not know. */
import { z } from "zod";
import { CorrelationId, Id, Traceparent } from "./ids.ts";
import { AttemptState } from "./agent-protocol.ts";
import { Actor, Job, JobClass, MOST_LISTED, Proof } from "./jobs.ts";
import { BranchState } from "./policies.ts";
import { PrinterState } from "./printers.ts";

/** The job's state after an event, with what only orchestrators need. */
export const JobState = Job.extend({
  /** Keyed, so that the log tells nobody what a document says. */
  bodyHash: z.string(),
  session: Id.optional(),
  spoolGeneration: z.number().int().optional(),
  /** The highest counter of that spool that was heard of by then, and the session that told it. */
  spoolCounter: z.number().int().optional(),
  spoolToldBy: Id.optional(),
  /** Attempts that ended by a failure of the device. */
  failures: z.number().int().optional(),
  dispatchedAt: z.iso.datetime().optional(),
  /** The attempt has failed, or was revoked, before any paper moved: the next dispatch is another attempt. */
  attemptOver: z.boolean().optional(),
  /** Since when it could not go out, whatever the reasons were. */
  heldSince: z.iso.datetime().optional(),
  cancelRequestedBy: Actor.optional(),
});
export type JobState = z.infer<typeof JobState>;

const attempt = z.number().int().positive();
const spoolCounter = z.number().int().nonnegative().optional();
/** How far the agent's spool had come, and the session that told so: a lower counter in a later one is an older disk. */
const toldBy = { session: Id.optional(), spoolCounter };

/** The agent is away; its printer is blocked or rests; its circuit breaker is open. */
export const HoldReason = z.enum(["service-off-line", "printer-stopped", "printer-circuit-open"]);
export type HoldReason = z.infer<typeof HoldReason>;

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
    copyOf: Id.optional(),
    possibleDuplicate: z.boolean().optional(),
    retryOf: Id.optional(),
    lists: z.array(Id).max(MOST_LISTED).optional(),
  }),
  PrintHeld: z.object({ reason: HoldReason }),
  PrintDispatched: z.object({
    attempt,
    agentId: Id,
    session: Id,
    spoolGeneration: z.number().int(),
    spoolCounter,
  }),
  PrintCompleted: z.object({
    attempt,
    ...toldBy,
    proof: Proof,
    paperHash: z.string(),
    bytes: z.number().int().nonnegative(),
    startedAt: z.iso.datetime(),
    endedAt: z.iso.datetime(),
  }),
  PrintFailed: z.object({ attempt, code: z.string(), detail: z.string(), ...toldBy }),
  PrintUnconfirmed: z.object({ attempt, cause: z.string(), ...toldBy }),
  /** Its deadline passed while it waited, or its branch does not want it after an outage. */
  PrintExpired: z.object({
    cause: z.enum(["deadline", "backlog"]).default("deadline"),
    listedOn: Id.optional(),
  }),
  /** Transient: it is tried again, as the next attempt. */
  PrintAttemptFailed: z.object({ attempt, code: z.string(), detail: z.string(), ...toldBy }),
  /** Dispatched already: only the agent can say whether it comes in time. */
  PrintCancelRequested: z.object({ canceledBy: Actor }),
  PrintCancelRefused: z.object({ attempt, state: AttemptState }),
  PrintCanceled: z.object({ canceledBy: Actor }),
  /** Its agent promises that this attempt will not begin: it may go elsewhere. */
  PrintRevoked: z.object({ attempt }),
  PrintRerouted: z.object({ from: Id, fromName: z.string(), to: Id }),
  /** A dead letter goes out again as another job. */
  PrintRetried: z.object({ as: Id, retriedBy: Actor }),
  PrintDiscarded: z.object({ discardedBy: Actor }),
  /**
   * Its last event could not be read: it ends here, whatever that was, a dispatch perhaps. `unprinted`: it was only the
   * document of a job that nobody had been given, so nothing can have come out.
   */
  PrintUnreadable: z.object({ cause: z.string(), unprinted: z.boolean().optional() }),
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
  | { readonly type: "PrintCanceled"; readonly data: DataOf<"PrintCanceled"> }
  | { readonly type: "PrintRevoked"; readonly data: DataOf<"PrintRevoked"> }
  | { readonly type: "PrintRerouted"; readonly data: DataOf<"PrintRerouted"> }
  | { readonly type: "PrintRetried"; readonly data: DataOf<"PrintRetried"> }
  | { readonly type: "PrintDiscarded"; readonly data: DataOf<"PrintDiscarded"> }
  | { readonly type: "PrintUnreadable"; readonly data: DataOf<"PrintUnreadable"> };

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
  /** The printers that it named last, and any that it named before and that are still to be removed. */
  printers: z.array(Id).default([]),
  /** Which of this session's accounts of its printers counts; none after the hello. */
  printersNumber: z.number().int().positive().optional(),
  /** Some account of them may still be on its way to the printers' own subjects. */
  printersUnsettled: z.boolean().optional(),
});
export type AgentState = z.infer<typeof AgentState>;

export const FleetEventType = z.enum([
  "AgentConnected",
  "AgentDisconnected",
  /** Its disk is an older copy of itself, which shows only by what we had heard of it. */
  "AgentSpoolRestored",
  "AgentPrintersNamed",
  "PrinterDiscovered",
  "PrinterChanged",
  "PrinterRemoved",
  "PrinterBackupSet",
  "BreakerOpened",
  "BreakerProbed",
  "BreakerClosed",
  "BranchPolicySet",
]);
export type FleetEventType = z.infer<typeof FleetEventType>;

export const StoredAgentEvent = stored(AgentState);
export type StoredAgentEvent = z.infer<typeof StoredAgentEvent>;
export const StoredPrinterEvent = stored(PrinterState);
export type StoredPrinterEvent = z.infer<typeof StoredPrinterEvent>;
export const StoredBranchEvent = stored(BranchState);
export type StoredBranchEvent = z.infer<typeof StoredBranchEvent>;

/** Beside `Submitted`, in the documents' own stream: erasable, never republished. An erased one is left without its document. */
export const StoredDocument = z.object({
  document: z.unknown().optional(),
  traceparent: Traceparent.optional(),
});
export type StoredDocument = z.infer<typeof StoredDocument>;

/** What could not be delivered, with all that it takes to try again: kept longer than documents are. Discarded, it has none. */
export const StoredDeadLetter = z.object({
  at: z.iso.datetime(),
  job: Job,
  bodyHash: z.string(),
  document: z.unknown().optional(),
});
export type StoredDeadLetter = z.infer<typeof StoredDeadLetter>;

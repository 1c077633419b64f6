/** What the status page shows, and what `/status.json` answers: of this agent, for people and for its own command. */
import {
  AttemptState,
  ConnectionQuality,
  Id,
  Outcome,
  PrinterDescription,
} from "@printermaster/contracts";
import { z } from "zod";

const time = z.iso.datetime();
const count = z.number().int().nonnegative();

const Endpoint = z.object({
  url: z.string(),
  current: z.boolean(),
  reachable: z.boolean().optional(),
  latencyMs: z.number().optional(),
});

const Cloud = z.object({
  connected: z.boolean(),
  /** Where it is connected to. */
  url: z.string().optional(),
  transport: z.enum(["websocket", "polling"]),
  latencyMs: z.number().optional(),
  quality: ConnectionQuality,
  lostInLastHour: count,
  /** How far the local clock is behind the cloud's, and how far this may be wrong; unknown before the first hello. */
  clock: z.object({ offsetMs: z.number(), uncertainMs: z.number() }).optional(),
  endpoints: z.array(Endpoint),
});
export type CloudStatus = z.infer<typeof Cloud>;

const Load = z.object({ cpu: z.number(), memoryMb: z.number(), delayMs: z.number() });

const ShownPrinter = PrinterDescription.extend({
  place: z.string(),
  /** Jobs that wait for it. */
  waiting: count,
  /** How it is known: it was configured, or found. */
  source: z.string(),
});
export type ShownPrinter = z.infer<typeof ShownPrinter>;

const Work = z.object({
  jobId: Id,
  attempt: count,
  printerId: Id,
  state: AttemptState,
  receivedAt: time,
  outcome: Outcome.optional(),
  /** Of what is finished: whether the cloud has it, or has refused it. */
  report: z.enum(["waiting", "acknowledged", "dead"]).optional(),
});
export type ShownWork = z.infer<typeof Work>;

export const SpoolFacts = z.object({
  spoolId: Id,
  counter: count,
  open: count,
  finished: count,
  deadLetters: count,
  bytes: count,
  diskFreeMb: z.number(),
});
export type SpoolFacts = z.infer<typeof SpoolFacts>;

export const AgentStatus = z.object({
  version: z.string(),
  instance: z.string(),
  installationId: Id,
  /** Its device, where it was paired or licensed. */
  deviceId: z.string(),
  paired: z.boolean(),
  at: time,
  uptimeSeconds: count,
  cloud: Cloud,
  load: Load,
  printers: z.array(ShownPrinter),
  /** What has no outcome yet, oldest first, the first hundred. */
  queue: z.array(Work),
  /** What ended, newest first. */
  tickets: z.array(Work),
  spool: SpoolFacts,
});
export type AgentStatus = z.infer<typeof AgentStatus>;

/** A printer as its agent describes it, and as the fleet's log keeps it. */
import { z } from "zod";
import { Id, line } from "./ids.ts";

export const PrinterDescription = z.object({
  printerId: Id,
  name: line(80).min(1),
  kind: z.enum(["tcp", "cups", "device", "windows", "serial", "virtual"]),
  columns: z.union([z.literal(32), z.literal(42), z.literal(48)]),
  /** One of `PrinterModel`, or of a later version's. */
  model: line(40).optional(),
  state: z.enum(["idle", "processing", "stopped"]),
  /** IPP printer-state-reasons, such as `media-empty`, `cover-open`, `timed-out`. */
  reasons: z.array(z.string().max(60)).max(10),
});
export type PrinterDescription = z.infer<typeof PrinterDescription>;

/** How far whoever decided it had heard the log of jobs: who knows less must not judge it. */
const heard = z.number().int().nonnegative().optional();

/** What an agent says of a printer that it cannot use, although nobody is asked to put anything right. */
export const troubleReasons: readonly string[] = [
  "connecting-to-device",
  "timed-out",
  "other-error",
];

/** It waits for a person; one in trouble is for its circuit breaker. */
export const isBlocked = ({ state, reasons }: PrinterDescription): boolean =>
  state === "stopped" &&
  (reasons.length === 0 || reasons.some((reason) => !troubleReasons.includes(reason)));

/** A device that fails again and again is left alone for a while, then asked with one job. */
export const Breaker = z.discriminatedUnion("state", [
  z.object({ state: z.literal("closed"), heard }),
  z.object({
    state: z.literal("open"),
    since: z.iso.datetime(),
    retryAt: z.iso.datetime(),
    /** In a row: each one waits longer. */
    openings: z.number().int().positive(),
    heard,
  }),
  z.object({
    state: z.literal("half-open"),
    since: z.iso.datetime(),
    openings: z.number().int().positive(),
    probe: Id,
    /** The probe is this attempt of the job. */
    attempt: z.number().int().positive(),
    heard,
  }),
]);
export type Breaker = z.infer<typeof Breaker>;

/** Who prints instead while a printer cannot, and after how long. */
export const Backup = z.object({
  printerId: Id,
  afterSeconds: z.number().int().min(0).max(86_400).default(60),
});
export type Backup = z.infer<typeof Backup>;

export const PrinterState = PrinterDescription.extend({
  company: Id,
  branch: Id,
  agentId: Id,
  reportedAt: z.iso.datetime(),
  /** Since when it is in this state. Facts of earlier versions do not tell: as long as can be. */
  since: z.iso.datetime().default("1970-01-01T00:00:00.000Z"),
  breaker: Breaker.default({ state: "closed" }),
  backup: Backup.optional(),
  /** Whose it was before its agent named it: it goes back there when this one drops it and that one still names it. */
  takenFrom: Id.optional(),
  /** Its agent no longer names it. */
  removed: z.boolean().default(false),
});
export type PrinterState = z.infer<typeof PrinterState>;

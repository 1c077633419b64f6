/** One line of a ledger: what a submitter did and heard, or what a printer put on paper. */
import { JobReason, JobStatus } from "@printermaster/contracts";
import { z } from "zod";

/** Milliseconds since 1970; all ledgers of a run are written on one machine. */
const at = z.number();
const key = z.string();
/** What the ticket says, as a hash: computed from the document by one side and from the paper by the other. */
const body = z.string();
const printerId = z.string();

export const Entry = z.discriminatedUnion("type", [
  z.object({ type: z.literal("attempted"), at, key, printerId, branchId: z.string(), body }),
  z.object({ type: z.literal("accepted"), at, key, jobId: z.string(), replayed: z.boolean() }),
  z.object({ type: z.literal("refused"), at, key, code: z.string() }),
  z.object({ type: z.literal("unanswered"), at, key, why: z.string() }),
  /** The same key was sent with another body, and this is the answer's code; "accepted" if it was taken. */
  z.object({ type: z.literal("changed-body"), at, key, code: z.string() }),
  z.object({
    type: z.literal("told"),
    at,
    key,
    jobId: z.string(),
    status: JobStatus,
    reason: JobReason,
  }),
  /** A ticket that was cut; without a key, nobody's. */
  z.object({
    type: z.literal("printed"),
    at,
    printerId,
    key: key.optional(),
    body,
    marked: z.boolean(),
  }),
  /** The connection ended before the cut, and there was something on the paper. */
  z.object({ type: z.literal("partial"), at, printerId, key }),
]);
export type Entry = z.infer<typeof Entry>;
export type EntryOf<Type extends Entry["type"]> = Extract<Entry, { type: Type }>;

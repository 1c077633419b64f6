/** Who did what with a privilege: kept for a good year, read by owners. No payload, no secret. */
import { z } from "zod";
import { Id } from "./ids.ts";
import { Actor } from "./jobs.ts";

export const AUDIT = "AUDIT_V1";

export const StoredAuditEntry = z.object({
  at: z.iso.datetime(),
  /** A verb and its noun: `sign-in`, `api-key-revoke`. */
  action: z.string(),
  /** None where nobody is known, or not yet. */
  actor: Actor.optional(),
  target: z.string().optional(),
  /** `done`, or the code of the refusal. */
  outcome: z.string(),
  address: z.string().optional(),
});
export type StoredAuditEntry = z.infer<typeof StoredAuditEntry>;

/** Nothing is no number, though it is 0 to JavaScript. */
const numberIn = (text: unknown): unknown => (text === "" ? text : Number(text));

export const ListAudit = z.object({
  /** From a page before: what came after its last entry. */
  after: z.preprocess(numberIn, z.number().int().min(0)).default(0),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  action: z
    .string()
    .regex(/^[a-z-]{1,60}$/)
    .optional(),
});
export type ListAudit = z.infer<typeof ListAudit>;

export const AuditPage = z.object({
  company: Id,
  entries: z.array(z.object({ sequence: z.number().int(), ...StoredAuditEntry.shape })),
  /** Where the next page begins; none: this was the last, for now. */
  next: z.number().int().optional(),
});
export type AuditPage = z.infer<typeof AuditPage>;

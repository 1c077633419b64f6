/** What is kept of who did what with a privilege; no payload, no secret. */
import type { Actor, Id } from "@printermaster/contracts";

export interface AuditEntry {
  /** Who is not known, or not yet, is `undefined`. */
  readonly actor: Actor | undefined;
  readonly company: Id | undefined;
  /** A verb and its noun: `sign-in`, `api-key-revoke`. */
  readonly action: string;
  readonly target?: string;
  /** `done`, or the code of the refusal. */
  readonly outcome: string;
  readonly at: Date;
  readonly address?: string;
}

/** Never throws, and keeps nobody waiting. */
export type Audit = (entry: AuditEntry) => void;

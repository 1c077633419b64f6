/** Every code that a client can be answered with: its text, HTTP status, and whose move is next. */
import { z } from "zod";

interface ErrorEntry {
  readonly text: string;
  readonly status: number;
  readonly retryable: boolean;
  readonly move: "caller" | "operator" | "wait";
}

const entry = (
  status: number,
  text: string,
  move: ErrorEntry["move"] = "caller",
  retryable = false,
): ErrorEntry => ({ text, status, retryable, move });

export const errors = {
  "malformed-json": entry(400, "The body is not valid JSON."),
  "invalid-payload": entry(400, "A field is missing or wrong; details name it."),
  "malformed-request": entry(400, "This is not HTTP as it should be."),
  "unsupported-protocol": entry(
    400,
    "This client is of socket.io 2: use socket.io-client 3 or later, or allow it by PM_ALLOW_EIO3.",
  ),
  "invalid-subject": entry(400, "The subject does not follow the naming of this protocol."),
  "unknown-verb": entry(400, "There is no such command."),
  "idempotency-key-missing": entry(400, "Submitting needs an Idempotency-Key header."),
  "bad-credentials": entry(401, "The e-mail address or the password is wrong."),
  unauthenticated: entry(401, "Sign in first: the token or licence is missing, wrong or expired."),
  "credential-expired": entry(401, "This key or licence has expired: ask for another one."),
  "credential-revoked": entry(401, "This credential was revoked: ask for another one."),
  "session-ended": entry(401, "This session has ended: sign in again."),
  "device-key-required": entry(401, "This device is paired: it signs in with its key."),
  "bad-signature": entry(403, "The signature is missing, wrong, or of a revoked key."),
  forbidden: entry(403, "This credential may not do that here."),
  "unknown-job": entry(404, "There is no such job."),
  "unknown-printer": entry(404, "There is no such printer in this branch."),
  "unknown-licence": entry(404, "There is no such licence."),
  "unknown-key": entry(404, "There is no such API key."),
  "unknown-tenant": entry(404, "There is no such tenant here."),
  "unknown-device": entry(404, "There is no such device, or it is not connected."),
  "unknown-pairing-code": entry(404, "This code is wrong, used, or older than ten minutes."),
  "unknown-route": entry(404, "There is nothing at this address."),
  "unknown-branch": entry(404, "There is no such branch for this credential."),
  "method-not-allowed": entry(405, "This address takes other methods; Allow names them."),
  "not-acceptable": entry(406, "This address answers in none of the accepted types."),
  "request-timeout": entry(408, "The request did not come to its end in time."),
  "unsupported-media-type": entry(
    415,
    "This address does not take a body of this type or in this alphabet.",
  ),
  "headers-too-large": entry(431, "The request's headers are larger than 16 KB."),
  "no-picture": entry(404, "The document of this job is no longer kept."),
  "key-reused": entry(422, "This idempotency key was used for another body."),
  "document-too-large": entry(413, "The document is larger than 256 KB."),
  gone: entry(410, "The job has aged out: only its history is kept."),
  "document-gone": entry(410, "The document of this job is no longer kept."),
  "may-have-printed": entry(409, "Paper may carry it: print a marked copy instead."),
  "not-a-dead-letter": entry(409, "Nothing of this job waits to be retried or discarded."),
  "not-ended": entry(409, "The job has not ended yet: a copy can be printed once it has."),
  "never-repeated": entry(409, "A drawer is never opened again by an old job."),
  "unreadable-job": entry(
    503,
    "The job's last event cannot be read here; try again once it was ended.",
    "wait",
    true,
  ),
  "too-late": entry(409, "Paper may already be moving: it can no longer be canceled."),
  "too-many-requests": entry(
    429,
    "Too much was asked for; details say when to try again.",
    "wait",
    true,
  ),
  "too-many-connections": entry(
    429,
    "Too many connections are open for this credential or address; close some.",
    "wait",
    true,
  ),
  "unknown-event": entry(404, "There is no such event for this credential."),
  "foreign-origin": entry(403, "Pages from this origin may not use this server."),
  "slow-consumer": entry(
    503,
    "The client read too slowly and was cut off; what it missed is told when it is back.",
    "wait",
    true,
  ),
  overloaded: entry(503, "This gateway has too much to do; try again.", "wait", true),
  "too-many-attempts": entry(429, "Too many wrong attempts; wait before the next.", "wait", true),
  "log-full": entry(503, "The log is nearly full and takes no new jobs.", "operator", true),
  "stale-session": entry(409, "Another connection of this agent has taken over."),
  "second-installation": entry(409, "This device id is in use by another installation."),
  "too-many-devices": entry(409, "This licence is used by as many devices as it allows."),
  "attempt-refused": entry(409, "A later attempt is known, or this one was revoked."),
  "already-ended": entry(409, "The job has already ended."),
  "not-dispatched-here": entry(403, "This job was not dispatched to this agent."),
  "spool-full": entry(507, "The agent's disk takes no more work.", "operator", true),
  "unknown-order": entry(404, "There is no such order."),
  "order-exists": entry(409, "This external id is taken by another order."),
  "order-ended": entry(409, "The order has ended: only payments are still taken."),
  "status-not-reachable": entry(409, "An order does not go from its status to that one."),
  "facts-too-large": entry(413, "What is told at once is larger than 24 KB."),
  "no-answer": entry(503, "No orchestrator answered in time; try again.", "wait", true),
  "storage-unavailable": entry(503, "The log cannot take the job now; try again.", "wait", true),
  "read-model-unavailable": entry(503, "The database is away; prints go on.", "wait", true),
  internal: entry(500, "Something failed on our side.", "operator", true),
} as const satisfies Record<string, ErrorEntry>;

export type ErrorCode = keyof typeof errors;
export const ErrorCode = z.enum(Object.keys(errors) as [ErrorCode, ...ErrorCode[]]);

export const Refusal = z.object({
  code: ErrorCode,
  message: z.string(),
  retryable: z.boolean(),
  details: z.unknown().optional(),
});
export type Refusal = z.infer<typeof Refusal>;

export const refusal = (code: ErrorCode, details?: unknown): Refusal => ({
  code,
  message: errors[code].text,
  retryable: errors[code].retryable,
  ...(details === undefined ? {} : { details }),
});

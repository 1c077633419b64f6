/** What every request is answered with, on NATS and as a socket acknowledgement. */
import { z } from "zod";
import { Refusal, refusal, type ErrorCode } from "./errors.ts";

export type Answer<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: Refusal };

export const answerOf = <T extends z.ZodType>(value: T) =>
  z.discriminatedUnion("ok", [
    z.object({ ok: z.literal(true), value }),
    z.object({ ok: z.literal(false), error: Refusal }),
  ]);

export const accepted = <T>(value: T): Answer<T> => ({ ok: true, value });

export const refused = (code: ErrorCode, details?: unknown): Answer<never> => ({
  ok: false,
  error: refusal(code, details),
});

/** Parses what came from outside; the details name the first wrong fields. */
export function parsed<T>(schema: z.ZodType<T>, input: unknown): Answer<T> {
  const result = schema.safeParse(input);
  if (result.success) return accepted(result.data);
  const details = result.error.issues
    .slice(0, 5)
    .map(({ path, message }) => ({ field: path.join("."), message }));
  return refused("invalid-payload", details);
}

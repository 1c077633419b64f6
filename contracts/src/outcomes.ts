/** How an attempt ended, as its agent reports it. */
import { z } from "zod";
import { remark } from "./ids.ts";
import { Proof } from "./jobs.ts";

/** All mean that no paper has moved. */
export const FailureCode = z.enum([
  "expired",
  "unprintable",
  "unknown-printer",
  "printer-unreachable",
  "printer-error",
  /** Given back untouched, as the printer failed an earlier job: the order is kept. */
  "returned",
]);
export type FailureCode = z.infer<typeof FailureCode>;

/** What may succeed when it is tried again; whose move it is, is told by the code. */
export const isTransient = (code: FailureCode): boolean =>
  isDeviceFailure(code) || code === "returned";

/** What the device itself did not manage: this is what a circuit breaker counts. */
export const isDeviceFailure = (code: string): boolean =>
  code === "printer-unreachable" || code === "printer-error";

export const Outcome = z.discriminatedUnion("result", [
  z.object({
    result: z.literal("completed"),
    proof: Proof,
    paperHash: z.string().regex(/^[0-9a-f]{64}$/),
    bytes: z.number().int().nonnegative(),
    startedAt: z.iso.datetime(),
    endedAt: z.iso.datetime(),
  }),
  z.object({
    result: z.literal("failed"),
    code: FailureCode,
    detail: remark(500),
  }),
  z.object({ result: z.literal("unconfirmed"), cause: remark(500) }),
]);
export type Outcome = z.infer<typeof Outcome>;

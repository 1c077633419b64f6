/** The one table from refusals to HTTP (RFC 9457). */
import { errors, refusal, type Problem, type Refusal } from "@printermaster/contracts";
import { z } from "zod";
import type { ApiResponse } from "./exchange.ts";

/** What a refusal may tell about when to try again; otherwise a second is a fair guess. */
const Retry = z.object({ retryAfterSeconds: z.number().int().positive() });

export function problemOf({ code, details }: Refusal, correlationId: string): Problem {
  const { text, status } = errors[code];
  return {
    type: `urn:printermaster:error:${code}`,
    title: text,
    status,
    code,
    correlationId,
    ...(details === undefined ? {} : { details }),
  };
}

export function sendProblem(response: ApiResponse, problem: Problem): void {
  if (response.headersSent) return void response.destroy();
  response.statusCode = problem.status;
  response.setHeader("content-type", "application/problem+json");
  if (problem.status === 401) response.setHeader("www-authenticate", "Bearer");
  if (errors[problem.code as Refusal["code"]].retryable)
    response.setHeader("retry-after", retryAfter(problem.details));
  response.end(JSON.stringify(problem));
}

const retryAfter = (details: unknown): number =>
  Retry.safeParse(details).data?.retryAfterSeconds ?? 1;

/** What Express's body parser reports, in our codes. */
export function refusalOfBody(error: unknown): Refusal {
  const { type } = error as { type?: unknown };
  if (type === "entity.too.large") return refusal("document-too-large");
  if (type === "entity.verify.failed")
    return refusal("invalid-payload", [{ field: "", message: "nested too deeply" }]);
  return refusal("malformed-json");
}

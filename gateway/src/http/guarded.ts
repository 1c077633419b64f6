/** What the HTTP edge refuses before it reads a body: foreign pages, and addresses that ask too often. */
import type { IncomingMessage } from "node:http";
import { httpHeaders, type Refusal } from "@printermaster/contracts";
import type { Guard } from "../guarding/app/guard.ts";
import type { ApiRequest, ApiResponse, Middleware } from "./exchange.ts";
import { problemOf, sendProblem } from "./problem.ts";

export interface HttpGuard {
  readonly guard: Guard;
  readonly foreignOrigin: (request: IncomingMessage) => Refusal | undefined;
  /** Its network; `undefined` where that would be everybody's. */
  readonly clientOf: (request: IncomingMessage) => string | undefined;
}

/** A page's own files come by the dozen, and cost nothing. */
const COUNTED = /^\/(auth|v1|printing|printer-bridge|api)(\/|$)/;

export const guarded =
  ({ guard, foreignOrigin, clientOf }: HttpGuard): Middleware =>
  (request, response, next) => {
    const refused = foreignOrigin(request) ?? tooMany(guard, clientOf(request), request);
    if (refused) return sendProblem(response, problemOf(refused, request.correlationId));
    if (!allowOrigin(request, response)) next();
  };

function tooMany(guard: Guard, address: string | undefined, { path }: ApiRequest) {
  if (address === undefined || !COUNTED.test(path)) return undefined;
  return guard.refusalOf("read", { address });
}

const ALLOWED_HEADERS = [
  "authorization",
  "content-type",
  "traceparent",
  "prefer",
  ...Object.values(httpHeaders),
].join(", ");

/** For welcome pages of other hosts; says whether that was all that was asked. */
function allowOrigin({ headers, method }: ApiRequest, response: ApiResponse): boolean {
  const { origin } = headers;
  if (origin === undefined) return false;
  response.setHeader("access-control-allow-origin", origin);
  response.setHeader("vary", "Origin");
  response.setHeader(
    "access-control-expose-headers",
    `location, retry-after, ${Object.values(httpHeaders).join(", ")}`,
  );
  if (method !== "OPTIONS" || !headers["access-control-request-method"]) return false;
  response.setHeader("access-control-allow-methods", "GET, POST, PUT, PATCH, DELETE");
  response.setHeader("access-control-allow-headers", ALLOWED_HEADERS);
  response.setHeader("access-control-max-age", "600");
  response.statusCode = 204;
  response.end();
  return true;
}

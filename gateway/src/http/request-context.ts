/** What every request gets: a correlation id, safe headers and, on the API, a span. */
import { CorrelationId, headers, httpHeaders } from "@printermaster/contracts";
import { inSpan, type InFlight } from "@printermaster/runtime";
import type { ApiRequest, ApiResponse, Middleware } from "./exchange.ts";

const API = /^\/(api|auth|v1|printing)(\/|$)/;

const CONTENT_POLICY = [
  "default-src 'self'",
  "img-src 'self' data: blob:",
  "connect-src 'self' ws: wss:",
  "frame-ancestors 'none'",
  "base-uri 'none'",
  "form-action 'self'",
].join("; ");

export const requestContext =
  (newId: () => string, inFlight: InFlight): Middleware =>
  (request, response, next) => {
    const asked = CorrelationId.safeParse(request.headers[httpHeaders.correlationId]);
    request.correlationId = asked.success ? asked.data : newId();
    response.setHeader(httpHeaders.correlationId, request.correlationId);
    response.setHeader("content-security-policy", CONTENT_POLICY);
    response.setHeader("x-content-type-options", "nosniff");
    response.setHeader("referrer-policy", "no-referrer");
    if (!API.test(request.path)) return next();
    response.setHeader("cache-control", "no-store");
    void inFlight.run(() => inRequestSpan(request, response, next));
  };

function inRequestSpan(request: ApiRequest, response: ApiResponse, next: () => void) {
  const { method = "GET" } = request;
  const given = request.headers[headers.traceparent];
  const parent = typeof given === "string" ? given : undefined;
  const attributes = {
    "http.request.method": method,
    "print.correlation.id": request.correlationId,
  };
  return inSpan(method, { kind: "SERVER", parent, attributes }, async (span) => {
    const closed = new Promise<void>((done) => response.once("close", done));
    next();
    await closed;
    // Only the router knows the route, and a path with ids in it is no name.
    if (request.route) span.updateName(`${method} ${request.route.path}`);
    span.setAttribute("http.response.status_code", response.statusCode);
  });
}

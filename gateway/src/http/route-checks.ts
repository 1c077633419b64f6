/** What the table of routes already says of a request, before anybody reads its body. */
import { refusal, type ErrorCode } from "@printermaster/contracts";
import { typeOf, type ApiRequest, type ApiResponse, type Middleware } from "./exchange.ts";
import { problemOf, sendProblem } from "./problem.ts";
import { routeAt, routesAt } from "./routes/all-routes.ts";
import type { Route } from "./routes/route.ts";

export const checkRoute: Middleware = (request, response, next) => {
  const { method = "GET", path } = request;
  const there = routesAt(path);
  if (there.length === 0) return next();
  const route = routeAt(method, path);
  if (!route) response.setHeader("allow", methodsOf(there).join(", "));
  if (!route && method === "OPTIONS") return answerEmpty(response);
  const refused = route ? whyNot(route, request) : "method-not-allowed";
  if (!refused) return next();
  sendProblem(response, problemOf(refusal(refused), request.correlationId));
};

function whyNot(route: Route, request: ApiRequest): ErrorCode | undefined {
  if (!request.accepts([...typesOf(route), "application/problem+json"])) return "not-acceptable";
  if (route.body && hasBody(request) && !takes(route, request)) return "unsupported-media-type";
  return undefined;
}

function answerEmpty(response: ApiResponse): void {
  response.statusCode = 204;
  response.end();
}

const methodsOf = (routes: readonly Route[]): string[] => {
  const named = routes.map(({ method }) => method.toUpperCase());
  return ["OPTIONS", ...(named.includes("GET") ? ["HEAD"] : []), ...named];
};

const typesOf = ({ answers }: Route): string[] =>
  Object.values(answers).map(({ body }) => (typeof body === "string" ? body : "application/json"));

const hasBody = ({ headers }: ApiRequest): boolean =>
  headers["transfer-encoding"] !== undefined || Number(headers["content-length"] ?? 0) > 0;

const takes = ({ files = [] }: Route, request: ApiRequest): boolean =>
  ["application/json", ...files].includes(typeOf(request));

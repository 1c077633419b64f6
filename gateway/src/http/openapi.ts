/** The OpenAPI document, from the table of routes and the schemas in  */
import { errors, type ErrorCode } from "@printermaster/contracts";
import type { z } from "zod";
import { inputSchema, mapped, namedSchemas, outputSchema, type Json } from "./json-schemas.ts";
import { allRoutes } from "./routes/all-routes.ts";
import { refusalsOf, type Answered, type HeaderName, type Route } from "./routes/route.ts";

export function openApi(): Json {
  return {
    openapi: "3.1.0",
    info: { title: "PrinterMaster", version: "1", description: INFO },
    servers: [{ url: "/" }],
    paths: pathsOf(allRoutes),
    components: {
      schemas: namedSchemas(),
      securitySchemes: {
        bearer: { type: "http", scheme: "bearer", bearerFormat: "JWT" },
        apiKey: { type: "apiKey", in: "header", name: "X-API-Key" },
      },
    },
  };
}

const INFO =
  "Every refusal is application/problem+json with a code of docs/errors.md. What creates takes an Idempotency-Key.";

function pathsOf(routes: readonly Route[]): Json {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const route of routes) {
    const path = route.path.replaceAll(/:([a-zA-Z]+)/g, "{$1}");
    paths[path] = { ...paths[path], [route.method]: operationOf(route) };
  }
  return paths;
}

function operationOf(route: Route): Json {
  const { method, path, tag, summary, who } = route;
  return {
    operationId: `${method}${path.replaceAll(/[^a-zA-Z0-9]+/g, "-")}`,
    tags: [tag],
    summary,
    ...(who === "anybody" ? { security: [] } : { security: [{ bearer: [] }, { apiKey: [] }] }),
    ...(who === "anybody" || who === "signed-in" ? {} : { "x-permission": who }),
    parameters: parametersOf(route),
    ...(route.body ? { requestBody: bodyOf(route.body, route) } : {}),
    responses: { ...mapped(route.answers, answerOf), ...problemsOf(route) },
  };
}

function parametersOf({ params, query, headers = [] }: Route): readonly Json[] {
  return [
    ...fieldsOf(params).map((field) => ({ ...field, in: "path", required: true })),
    ...fieldsOf(query).map((field) => ({ ...field, in: "query" })),
    ...headers.map((name) => ({ name, in: "header", ...headerParameters[name] })),
  ];
}

const text = (most: number) => ({ type: "string", minLength: 1, maxLength: most });

const headerParameters: Readonly<Record<HeaderName, Json>> = {
  "idempotency-key": { required: true, schema: text(200), description: "One per intent." },
  prefer: {
    required: false,
    schema: { type: "string", pattern: "^wait=([0-9]|[12][0-9]|30)$" },
    description: "Seconds to wait for the job's end.",
  },
  "last-event-id": { required: false, schema: { type: "string", pattern: "^[0-9]{1,15}$" } },
};

function fieldsOf(schema: z.ZodObject | undefined): readonly { name: string }[] {
  if (!schema) return [];
  const { properties = {}, required = [] } = inputSchema(schema) as {
    properties?: Record<string, unknown>;
    required?: readonly string[];
  };
  return Object.entries(properties).map(([name, of]) => ({
    name,
    required: required.includes(name),
    schema: of,
  }));
}

const bodyOf = (schema: z.ZodType, { bodyOptional = false, files = [] }: Route): Json => ({
  required: !bodyOptional,
  content: {
    "application/json": { schema: inputSchema(schema) },
    ...Object.fromEntries(files.map((type) => [type, {}])),
  },
});

function answerOf({ what, body, headers = [] }: Answered): Json {
  const all = ["x-correlation-id", ...headers];
  return {
    description: what,
    headers: Object.fromEntries(all.map((name) => [name, { schema: { type: "string" } }])),
    ...(body === null ? {} : { content: contentOf(body) }),
  };
}

const contentOf = (body: z.ZodType | string): Json =>
  typeof body === "string"
    ? { [body]: {} }
    : { "application/json": { schema: outputSchema(body) } };

/** One answer a status: its description names the codes. */
function problemsOf(route: Route): Json {
  const byStatus = Object.groupBy(refusalsOf(route), (code) => errors[code].status);
  return mapped(byStatus as Record<string, ErrorCode[]>, (codes) => ({
    description: codes.map((code) => `${code}: ${errors[code].text}`).join("\n"),
    content: {
      "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } },
      // Where a route itself answers with this status, it is in JSON.
      ...contentOfAnswer(route, codes[0]),
    },
  }));
}

function contentOfAnswer({ answers }: Route, code: ErrorCode | undefined): Json {
  const own = code && answers[errors[code].status]?.body;
  return own ? contentOf(own) : {};
}

/** The OpenAPI document, from the table of routes and the schemas in contracts. */
import * as contracts from "@printermaster/contracts";
import { z } from "zod";
import { allRoutes } from "./routes/all-routes.ts";
import { refusalsOf, type Answered, type HeaderName, type Route } from "./routes/route.ts";

type Json = Readonly<Record<string, unknown>>;

const named = z.registry<{ id: string }>();
for (const [id, schema] of Object.entries(contracts))
  if (schema instanceof z.ZodType && !named.has(schema)) named.add(schema, { id });

export function openApi(): Json {
  const schemas = z.toJSONSchema(named, {
    uri: (id) => `#/components/schemas/${id}`,
    unrepresentable: "any",
    override: ({ jsonSchema }) => void delete jsonSchema.additionalProperties,
  });
  return {
    openapi: "3.1.0",
    info: { title: "PrinterMaster", version: "1", description: INFO },
    servers: [{ url: "/" }],
    paths: pathsOf(allRoutes),
    components: {
      schemas: mapped(schemas.schemas, withoutId),
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
    ...(route.body ? { requestBody: bodyOf(route.body, route.bodyOptional) } : {}),
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

const bodyOf = (schema: z.ZodType, optional = false): Json => ({
  required: !optional,
  content: { "application/json": { schema: inputSchema(schema) } },
});

function inputSchema(schema: z.ZodType): Json {
  return withoutId(z.toJSONSchema(schema, { io: "input", unrepresentable: "any" }));
}

function answerOf({ what, body, headers = [] }: Answered): Json {
  const all = ["x-correlation-id", ...headers];
  return {
    description: what,
    headers: Object.fromEntries(all.map((name) => [name, { schema: { type: "string" } }])),
    ...(body === null ? {} : { content: contentOf(body) }),
  };
}

function contentOf(body: z.ZodType | string): Json {
  if (typeof body === "string") return { [body]: {} };
  const id = named.get(body)?.id;
  const schema = id ? { $ref: `#/components/schemas/${id}` } : withoutId(z.toJSONSchema(body));
  return { "application/json": { schema } };
}

/** One answer a status: its description names the codes. */
function problemsOf(route: Route): Json {
  const byStatus = Object.groupBy(refusalsOf(route), (code) => contracts.errors[code].status);
  return mapped(byStatus as Record<string, contracts.ErrorCode[]>, (codes) => ({
    description: codes.map((code) => `${code}: ${contracts.errors[code].text}`).join("\n"),
    content: {
      "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } },
      // Where a route itself answers with this status, it is in JSON.
      ...contentOfAnswer(route, codes[0]),
    },
  }));
}

function contentOfAnswer({ answers }: Route, code: contracts.ErrorCode | undefined): Json {
  const own = code && answers[contracts.errors[code].status]?.body;
  return own ? contentOf(own) : {};
}

const withoutId = (schema: Json): Json =>
  Object.fromEntries(Object.entries(schema).filter(([key]) => key !== "$schema" && key !== "$id"));

const mapped = <T>(all: Readonly<Record<string, T>>, change: (one: T) => Json): Json =>
  Object.fromEntries(Object.entries(all).map(([key, one]) => [key, change(one)]));

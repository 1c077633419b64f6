/** A bug here would look like: a route that nobody wrote down, or one that is written down and is not there. */
import "reflect-metadata";
import { RequestMethod, type Type } from "@nestjs/common";
import { Validator } from "@seriousme/openapi-schema-validator";
import { createLog } from "@printermaster/runtime";
import { expect, test } from "vitest";
import { GatewayModule } from "../src/gateway.module.ts";
import type { HttpEdge } from "../src/http/edge.ts";
import { openApi } from "../src/http/openapi.ts";
import { allRoutes, routeAt } from "../src/http/routes/all-routes.ts";
import { refusalsOf } from "../src/http/routes/route.ts";

const controllers = GatewayModule.over({} as HttpEdge, createLog("gateway", "gw", "silent"))
  .controllers as readonly Type[];

const meta = (key: string, target: object): unknown => Reflect.getMetadata(key, target);

const methodsOf = ({ prototype }: Type): string[] =>
  Object.getOwnPropertyNames(prototype).filter((name) => name !== "constructor");

const routesOf = (controller: Type): string[] =>
  methodsOf(controller).flatMap((name) => {
    const handler = (controller.prototype as Record<string, object>)[name]!;
    const path = meta("path", handler);
    if (typeof path !== "string") return [];
    const method = RequestMethod[meta("method", handler) as number]!.toLowerCase();
    return [`${method} ${joined(String(meta("path", controller)), path)}`];
  });

const joined = (...parts: readonly string[]): string =>
  `/${parts
    .flatMap((part) => part.split("/"))
    .filter(Boolean)
    .join("/")}`;

test("every route has a row, and every row has a route", () => {
  const rows = allRoutes.map(({ method, path }) => `${method} ${path}`);
  expect(rows.toSorted()).toEqual(controllers.flatMap(routesOf).toSorted());
  expect(new Set(rows).size).toBe(rows.length);
});

test("the OpenAPI document is one, by its published schema", async () => {
  const { valid, errors } = await new Validator().validate(openApi());
  expect({ valid, errors }).toEqual({ valid: true, errors: undefined });
});

test("every reference of the document leads to one of its schemas", () => {
  const text = JSON.stringify(openApi());
  const { schemas } = openApi()["components"] as { schemas: Record<string, unknown> };
  const named = [...text.matchAll(/"\$ref":"#\/components\/schemas\/(\w+)"/g)];
  expect(named.length).toBeGreaterThan(50);
  for (const [, name] of named) expect(schemas).toHaveProperty(name!);
});

test("a route is found by its address, whatever its parameters are", () => {
  expect(routeAt("GET", "/v1/jobs/job1")?.path).toBe("/v1/jobs/:id");
  expect(routeAt("HEAD", "/v1/jobs/job1")?.path).toBe("/v1/jobs/:id");
  expect(routeAt("GET", "/v1/jobs/a/b")).toBeUndefined();
  expect(routeAt("GET", "/openapiXjson")).toBeUndefined();
});

test("a route that needs a credential may be refused without one, and one that creates without a key", () => {
  const submit = routeAt("POST", "/v1/jobs")!;
  expect(refusalsOf(submit)).toEqual(
    expect.arrayContaining(["unauthenticated", "forbidden", "idempotency-key-missing"]),
  );
});

test("a path that is written out is not one with an id in it as well", () => {
  expect(routeAt("DELETE", "/v1/devices/pair")).toBeUndefined();
  expect(routeAt("POST", "/v1/devices/pair")?.path).toBe("/v1/devices/pair");
  expect(routeAt("GET", "/v1/orders/live")?.path).toBe("/v1/orders/live");
});

/** The schemas of contracts as JSON Schema, under their names. */
import * as contracts from "@printermaster/contracts";
import { z } from "zod";

export type Json = Readonly<Record<string, unknown>>;

const named = z.registry<{ id: string }>();
for (const [id, schema] of Object.entries(contracts))
  if (schema instanceof z.ZodType && !named.has(schema)) named.add(schema, { id });

/** As they are written. Readers take what a later version adds. */
export function namedSchemas(): Json {
  const { schemas } = z.toJSONSchema(named, {
    uri: (id) => `#/components/schemas/${id}`,
    unrepresentable: "any",
    override: ({ jsonSchema }) => {
      if (jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties;
    },
  });
  return mapped(schemas, withoutId);
}

export function outputSchema(schema: z.ZodType): Json {
  const id = named.get(schema)?.id;
  if (id) return { $ref: `#/components/schemas/${id}` };
  return withoutId(z.toJSONSchema(schema, { unrepresentable: "any" }));
}

/** As it is taken: what has a default may be left out. */
export const inputSchema = (schema: z.ZodType): Json =>
  withoutId(z.toJSONSchema(schema, { io: "input", unrepresentable: "any" }));

export const mapped = <T>(all: Readonly<Record<string, T>>, change: (one: T) => Json): Json =>
  Object.fromEntries(Object.entries(all).map(([key, one]) => [key, change(one)]));

const withoutId = (schema: Json): Json =>
  Object.fromEntries(Object.entries(schema).filter(([key]) => key !== "$schema" && key !== "$id"));

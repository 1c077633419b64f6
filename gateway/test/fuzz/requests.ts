/** Requests of an operation, as its document wants them and otherwise. */
import fc from "fast-check";
import type { Operation, Parameter } from "./document.ts";
import { fitting, spoiled, type Known } from "./values.ts";

export interface Request {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly type: string | undefined;
  /** Of JSON, before it is written. */
  readonly body: unknown;
}

export function requestsOf(operation: Operation, known: Known, good: boolean) {
  const { path, parameters, requestBody } = operation;
  const given = (where: Parameter["in"]) =>
    valuesOf(
      parameters.filter((parameter) => parameter.in === where),
      { ...known, id: known[path.split("/")[2] ?? ""] ?? [] },
      good,
    );
  return fc
    .record({
      names: given("path"),
      query: given("query"),
      headers: given("header"),
      content: requestBody ? contentOf(requestBody, known, good) : fc.constant(NOTHING),
    })
    .map(({ names, query, headers, content }): Request => ({
      path: filled(path, names) + asked(query),
      headers: headersIn(headers),
      ...content,
    }));
}

const NOTHING = { type: undefined, body: undefined };

function valuesOf(
  parameters: readonly Parameter[],
  known: Known,
  good: boolean,
): fc.Arbitrary<Record<string, string | undefined>> {
  const values = parameters.map(({ name, schema, required = false }) => {
    const there = known[name]?.length === 0 ? { ...known, [name]: ["nobodys"] } : known;
    const fits = fitting(schema, there, name).map(String);
    const any = good ? fits.filter(isWritable) : fc.oneof(fits, fc.string({ unit: "binary" }));
    return [name, required && good ? any : fc.option(any, { nil: undefined })] as const;
  });
  return fc.record(Object.fromEntries(values));
}

function contentOf(
  { content, required }: NonNullable<Operation["requestBody"]>,
  known: Known,
  good: boolean,
) {
  const bodies = Object.entries(content).map(([type, { schema }]) => {
    if (!schema) return fc.record({ type: fc.constant(type), body: fc.string({ maxLength: 200 }) });
    const fits = fitting(schema, known);
    const body = good ? fits : fits.chain(spoiled);
    return fc.record({ type: fc.constant(type), body });
  });
  const [json, ...files] = bodies;
  const any = fc.oneof({ weight: 5, arbitrary: json! }, ...files);
  return required && good ? any : fc.oneof({ weight: 9, arbitrary: any }, fc.constant(NOTHING));
}

/** What would be another path when it is written: a dot, or nothing at all. */
const filled = (path: string, names: Record<string, string | undefined>): string =>
  path.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const value = names[name] ?? "";
    return /^\.{0,2}$/.test(value) ? "none" : encodeURIComponent(value);
  });

function asked(query: Record<string, string | undefined>): string {
  const said = Object.entries(query).filter(([, value]) => value !== undefined);
  return said.length === 0 ? "" : `?${new URLSearchParams(said as [string, string][]).toString()}`;
}

const headersIn = (headers: Record<string, string | undefined>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value !== undefined && isWritable(value) ? [[name, value]] : [],
    ),
  );

/** In a header, and not trimmed there. */
const isWritable = (text: string): boolean => /^[\x21-\x7e]([\x20-\x7e]*[\x21-\x7e])?$/.test(text);

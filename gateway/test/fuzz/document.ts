/** The OpenAPI document as a client has it, and what an answer breaks of it. */
import { Ajv2020 } from "ajv/dist/2020.js";
import type { Schema } from "./values.ts";

type Content = Readonly<Record<string, { readonly schema?: Schema }>>;

export interface Parameter {
  readonly name: string;
  readonly in: "path" | "query" | "header";
  readonly required?: boolean;
  readonly schema: Schema;
}

export interface Operation {
  readonly method: string;
  readonly path: string;
  readonly security?: readonly unknown[];
  readonly parameters: readonly Parameter[];
  readonly requestBody?: { readonly required: boolean; readonly content: Content };
  readonly responses: Readonly<Record<string, { readonly content?: Content }>>;
}

export interface Document {
  readonly paths: Readonly<
    Record<string, Readonly<Record<string, Omit<Operation, "method" | "path">>>>
  >;
}

export interface Answer {
  readonly status: number;
  readonly type: string;
  /** `undefined` of a stream, which is not read. */
  readonly body: string | undefined;
}

export const operationsOf = ({ paths }: Document): readonly Operation[] =>
  Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, rest]) => ({ method, path, ...rest })),
  );

export function heldAgainst(document: Document) {
  const ajv = new Ajv2020({ strict: false, validateFormats: false });
  ajv.addSchema(document, "api");
  const fits = (pointer: readonly string[], value: unknown): string | undefined => {
    const $ref = `api#/${pointer.map(escaped).join("/")}`;
    const validate = ajv.getSchema($ref);
    if (!validate) throw new Error(`${$ref} is no schema`);
    return validate(value) === true ? undefined : ajv.errorsText(validate.errors);
  };
  return {
    /** Whether the document takes this body. */
    takes: ({ path, method }: Operation, body: unknown): boolean =>
      !fits(["paths", path, method, ...JSON_BODY], body),

    breach({ path, method, responses }: Operation, { status, type, body }: Answer) {
      const response = responses[status];
      if (!response) return "a status that is not documented";
      if (status >= 500 && status !== 503) return "a failure";
      const { content } = response;
      if (!content) return body === "" ? undefined : "a body where none is documented";
      if (!content[type]) return `a type that is not documented: ${type}`;
      if (!content[type].schema || body === undefined) return undefined;
      const at = ["paths", path, method, "responses", `${status}`, "content", type, "schema"];
      return fits(at, JSON.parse(body));
    },
  };
}

const JSON_BODY = ["requestBody", "content", "application/json", "schema"];

const escaped = (name: string): string =>
  encodeURIComponent(name.replaceAll("~", "~0").replaceAll("/", "~1"));

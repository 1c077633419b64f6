/** Values as a JSON schema wants them, and values that are wrong somewhere. */
import fc from "fast-check";

/** As much of JSON Schema as our documents use; another word throws, so that it is added here. */
export interface Schema {
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly oneOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
  readonly pattern?: string;
  readonly format?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly items?: Schema;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
}

/** By a field's name, what is there: without it nothing but refusals would be seen. */
export type Known = Readonly<Record<string, readonly string[]>>;

export function fitting(schema: Schema, known: Known, name = ""): fc.Arbitrary<unknown> {
  const there = schema.type === "string" && known[name];
  const any = anyFitting(schema, known);
  if (!there) return any;
  return fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom(...there) },
    { weight: 1, arbitrary: any },
  );
}

function anyFitting(schema: Schema, known: Known): fc.Arbitrary<unknown> {
  if ("const" in schema) return fc.constant(schema.const);
  if (schema.enum) return fc.constantFrom(...schema.enum);
  const { anyOf, oneOf, ...rest } = schema;
  const choices = (anyOf ?? oneOf)?.map((choice) => ({
    ...rest,
    ...choice,
    required: [...(rest.required ?? []), ...(choice.required ?? [])],
  }));
  if (choices) return fc.oneof(...choices.map((choice) => anyFitting(choice, known)));
  return ofType(schema, known);
}

const INTEGERS = { min: Number.MIN_SAFE_INTEGER, max: Number.MAX_SAFE_INTEGER };

function ofType(schema: Schema, known: Known): fc.Arbitrary<unknown> {
  const { type, minimum = INTEGERS.min, maximum = INTEGERS.max, exclusiveMinimum } = schema;
  switch (type) {
    case "string":
      return text(schema);
    case "integer":
      return fc.integer({ min: minimum, max: maximum });
    case "number":
      return fc.double({
        min: exclusiveMinimum ?? minimum,
        minExcluded: exclusiveMinimum !== undefined,
        max: maximum,
        noNaN: true,
      });
    case "boolean":
      return fc.boolean();
    case "null":
      return fc.constant(null);
    case "array": {
      const { minItems: minLength = 0, maxItems = 4 } = schema;
      const maxLength = Math.max(minLength, Math.min(maxItems, 4));
      return fc.array(fitting(schema.items ?? {}, known), { minLength, maxLength });
    }
    case "object":
      return record(schema, known);
    case undefined:
      return fc.jsonValue();
    default:
      throw new Error(`no values are known of ${JSON.stringify(schema)}`);
  }
}

function record({ properties = {}, required = [] }: Schema, known: Known) {
  const fields = Object.entries(properties).map(
    ([name, field]) => [name, fitting(field, known, name)] as const,
  );
  const requiredKeys = required.filter((name) => name in properties);
  return fc.record(Object.fromEntries(fields), { requiredKeys });
}

const MOMENTS = { min: new Date(0), max: new Date("2200-01-01"), noInvalidDate: true };

function text(schema: Schema): fc.Arbitrary<string> {
  const { pattern, format, minLength = 0, maxLength = Infinity } = schema;
  if (format === "date-time") return fc.date(MOMENTS).map((date) => date.toISOString());
  const any = pattern
    ? fc.stringMatching(new RegExp(pattern, "u"))
    : fc.string({ minLength, maxLength: Math.min(maxLength, minLength + 40) });
  return any.filter(({ length }) => length >= minLength && length <= maxLength);
}

const odd: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom(undefined, null, "", -1, 1e300, "\u0000", "\ud800", "x".repeat(5000), [], {}),
  fc.jsonValue(),
);

/** Something of it is another thing, or gone. */
export function spoiled(value: unknown): fc.Arbitrary<unknown> {
  if (typeof value !== "object" || value === null) return odd;
  const fields = Object.entries(value);
  if (fields.length === 0) return odd;
  const inside = fc.constantFrom(...fields).chain(([name, field]) =>
    spoiled(field).map((other): unknown => {
      const copy: Record<string, unknown> | unknown[] = Array.isArray(value)
        ? [...(value as unknown[])]
        : { ...value };
      return Object.assign(copy, { [name]: other });
    }),
  );
  return fc.oneof({ weight: 1, arbitrary: odd }, { weight: 5, arbitrary: inside });
}

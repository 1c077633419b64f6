/** What docs/protocol.md says of each event, as the tables in contracts have it. */
import { z } from "zod";
import type { Said, SocketTable } from "../src/index.ts";

interface Shape {
  readonly properties?: Readonly<Record<string, unknown>>;
  readonly required?: readonly string[];
  readonly anyOf?: readonly Shape[];
  readonly oneOf?: readonly Shape[];
  readonly type?: string;
}

const shapeOf = (schema: z.ZodType): Shape =>
  z.toJSONSchema(schema, { io: "input", unrepresentable: "any" }) as Shape;

function fieldsOf(shape: Shape): string {
  const choices = shape.anyOf ?? shape.oneOf;
  if (choices) return [...new Set(choices.map(fieldsOf))].join(" or ");
  if (shape.type === "array") return "[…]";
  const names = Object.keys(shape.properties ?? {});
  if (names.length === 0) return "{}";
  const isNeeded = (name: string) => shape.required?.includes(name) ?? false;
  return `{${names.map((name) => (isNeeded(name) ? name : `${name}?`)).join(", ")}}`;
}

const cell = (schema: z.ZodType | undefined): string =>
  schema ? `\`${fieldsOf(shapeOf(schema))}\`` : "—";

const rowOf = ([event, { payload, answer }]: [string, Said], isSaid: boolean): string =>
  isSaid
    ? `| \`${event}\` | ${cell(payload)} | ${cell(answer)} |`
    : `| \`${event}\` | ${cell(payload)} | ${answer ? `it answers ${cell(answer)}` : "—"} |`;

type Spoken = Pick<SocketTable, "says" | "hears">;

export const saidRows = ({ says }: Spoken): string[] =>
  Object.entries(says).map((said) => rowOf(said, true));
export const heardRows = ({ hears }: Spoken): string[] =>
  Object.entries(hears).map((said) => rowOf(said, false));

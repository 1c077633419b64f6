/** Values for the names in braces. They are put in after the line was read: a value is text, never a command. */
import type { MarkupValues } from "@printermaster/contracts";
import { wrong } from "./sections.ts";

type Value = MarkupValues[string];
type Scope = Readonly<Record<string, Value>>;

/** The innermost row first. */
export type Scopes = readonly Scope[];

const NAME = /\{\{\s*([\w.-]+)(\?)?\s*\}\}/g;

/** `{{name}}` must have a value, `{{name?}}` may have none. */
export function filled(text: string, scopes: Scopes, line: number): string {
  return text.replace(NAME, (_, name: string, optional: string | undefined) => {
    const value = valueOf(name, scopes);
    if (value === undefined && optional === undefined) throw wrong(line, `no value for "${name}"`);
    if (Array.isArray(value))
      throw wrong(line, `"${name}" is a list: {{#${name}}} goes through it`);
    return value === undefined ? "" : String(value);
  });
}

/** One set of scopes for each time that a section stands there. */
export function timesOf(name: string, inverted: boolean, scopes: Scopes): Scopes[] {
  const value = valueOf(name, scopes);
  const rows = Array.isArray(value) ? value : undefined;
  const there = rows === undefined ? Boolean(value) : rows.length > 0;
  if (inverted) return there ? [] : [scopes];
  if (rows === undefined) return there ? [scopes] : [];
  return rows.map((row) => [row as Scope, ...scopes]);
}

function valueOf(name: string, scopes: Scopes): Value | undefined {
  return scopes.find((scope) => Object.hasOwn(scope, name))?.[name];
}

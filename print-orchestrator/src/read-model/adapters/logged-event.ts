/** From the log's message to what is projected, and from the archive's row back to it. */
import { headers } from "@printermaster/contracts";
import type { JsMsg } from "@nats-io/jetstream";
import type { LoggedEvent } from "../domain/reading.ts";
import type { archived } from "./archive.schema.ts";

export function fromMessage(message: JsMsg): LoggedEvent {
  const header = (name: string) => storable(message.headers?.get(name));
  const version = header(headers.version) ?? "";
  return {
    subject: message.subject,
    sequence: message.seq,
    type: header(headers.type),
    version: /^\d{1,9}$/.test(version) ? Number(version) : undefined,
    at: message.time.toISOString(),
    correlationId: header(headers.correlationId),
    traceparent: header(headers.traceparent),
    body: jsonOf(message.data),
    raw: message.data,
  };
}

export function fromArchive(row: typeof archived.$inferSelect): LoggedEvent {
  const { subject, sequence, at, raw } = row;
  return {
    subject,
    sequence,
    at,
    type: row.type ?? undefined,
    version: row.version ?? undefined,
    correlationId: row.correlationId ?? undefined,
    traceparent: row.traceparent ?? undefined,
    // What could not be read then may be readable now.
    body: raw ? jsonOf(raw) : row.body,
    raw: raw ?? new Uint8Array(),
  };
}

/** PostgreSQL takes neither NUL nor half a surrogate pair in a text, although JSON and headers do. */
const storable = (text: string | undefined): string | undefined =>
  text && !text.includes("\0") && text.isWellFormed() ? text : undefined;

function jsonOf(bytes: Uint8Array): unknown {
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    if (!mayBeUnstorable(text)) return JSON.parse(text);
    return JSON.parse(text, (key, value: unknown) => {
      if (!isStorable(key) || !isStorable(value)) throw new RangeError("not for a database");
      return value;
    });
  } catch {
    return undefined;
  }
}

/** NUL and surrogates come only as escapes, infinity only as a very long number. Looking at each value takes 20 times as long. */
const SUSPECT = /\\u|\d[eE]\+?\d{3}|\d{300}/;
/** What is nested more deeply than a database takes has at least so many brackets; looking at it ends in an error. */
const MANY_BRACKETS = 1000;

const mayBeUnstorable = (text: string): boolean =>
  SUSPECT.test(text) || text.split(/[[{]/, MANY_BRACKETS).length === MANY_BRACKETS;

const isStorable = (value: unknown): boolean =>
  typeof value === "string"
    ? value === "" || storable(value) !== undefined
    : typeof value !== "number" || Number.isFinite(value);

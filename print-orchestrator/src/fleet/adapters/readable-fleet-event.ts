/** An unreadable event must not make a printer or an agent unusable: what was known before it still holds. */
import { FLEET_LOG } from "@printermaster/contracts";
import type { EventStreams, Log } from "@printermaster/runtime";
import { jsonIn, type StoredMessage } from "../../streams/stored-event.ts";

interface Schema<T> {
  safeParse(json: unknown): { data?: { state: T } | undefined };
}

/** The state after this event, or after the last readable one of its subject before it. */
export async function readableFleetEvent<T>(
  streams: EventStreams,
  message: StoredMessage,
  schema: Schema<T>,
  log?: Log,
): Promise<T | undefined> {
  const told = stateIn(message, schema);
  if (told) return told;
  const { subject, seq } = message;
  log?.error({ event: "event-unreadable", subject, sequence: seq }, "an event cannot be read");
  let before: T | undefined;
  for await (const one of streams.history(FLEET_LOG, subject)) {
    if (one.seq >= seq) break;
    before = stateIn(one, schema) ?? before;
  }
  return before;
}

const stateIn = <T>(message: StoredMessage, schema: Schema<T>): T | undefined =>
  schema.safeParse(jsonIn(message)).data?.state;

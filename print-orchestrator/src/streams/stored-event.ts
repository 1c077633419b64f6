/** What a stream's message tells, as a consumer delivers it or as it is looked up. */
import type { JsMsg, StoredMsg } from "@nats-io/jetstream";
import { headers } from "@printermaster/contracts";
import type { StoredEvent } from "../read-model/domain/reading.ts";

export type StoredMessage = JsMsg | StoredMsg;

export function storedEvent(message: StoredMessage): StoredEvent {
  const all = "header" in message ? message.header : message.headers;
  const version = all?.get(headers.version) ?? "";
  return {
    subject: message.subject,
    sequence: message.seq,
    type: all?.get(headers.type) || undefined,
    version: /^\d{1,9}$/.test(version) ? Number(version) : undefined,
    body: jsonIn(message),
  };
}

/** `undefined`: it is not JSON. */
export function jsonIn(message: Pick<StoredMessage, "json">): unknown {
  try {
    return message.json();
  } catch {
    return undefined;
  }
}

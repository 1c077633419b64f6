/** What the saga takes from stored messages. One that cannot be read must not stop it from reading on. */
import {
  headers,
  parseEventSubject,
  StoredAgentEvent,
  StoredJobEvent,
  StoredPrinterEvent,
  type JobEventType,
  type JobState,
} from "@printermaster/contracts";
import type { Log } from "@printermaster/runtime";
import { z } from "zod";
import type { Saga } from "../app/saga.ts";

/** A message as a consumer delivers it, or as it is looked up. */
export interface StoredMessage {
  readonly subject: string;
  readonly seq: number;
  readonly headers?: { readonly get: (name: string) => string } | undefined;
  json(): unknown;
}

export function jobIn(log: Log, message: StoredMessage): JobState | undefined {
  const event = StoredJobEvent.safeParse(bodyOf(message));
  if (!event.success) unreadable(log, message);
  return event.data?.state;
}

/** The code by which an attempt failed, if that is what happened. */
export function failureIn(message: StoredMessage): string | undefined {
  if (!FAILURES.has(message.headers?.get(headers.type) ?? "")) return undefined;
  return Failed.safeParse(bodyOf(message)).data?.data.code;
}

const FAILURES = new Set<string>(["PrintFailed", "PrintAttemptFailed"] satisfies JobEventType[]);
const Failed = z.object({ data: z.object({ code: z.string() }) });

export function tellFleet(saga: Saga, log: Log, message: StoredMessage): void {
  const kind = parseEventSubject(message.subject)?.kind;
  const body = bodyOf(message);
  const agent = StoredAgentEvent.safeParse(body);
  if (kind === "agent" && agent.success) return saga.sawAgent(agent.data.state);
  const printer = StoredPrinterEvent.safeParse(body);
  if (kind === "printer" && printer.success) return saga.sawPrinter(printer.data.state);
  unreadable(log, message);
}

function bodyOf(message: StoredMessage): unknown {
  try {
    return message.json();
  } catch {
    return undefined;
  }
}

const unreadable = (log: Log, { subject, seq }: StoredMessage) =>
  log.error({ subject, sequence: seq }, "an event could not be read and was passed over");

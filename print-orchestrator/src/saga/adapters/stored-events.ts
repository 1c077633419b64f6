/** What the saga is told of stored messages. One that cannot be read must not stop it from reading on. */
import {
  headers,
  Id,
  parseEventSubject,
  StoredAgentEvent,
  StoredBranchEvent,
  StoredPrinterEvent,
  subjects,
  type AgentState,
  type BranchState,
  type JobEventType,
  type PrinterState,
} from "@printermaster/contracts";
import type { EventStreams, Log } from "@printermaster/runtime";
import { z } from "zod";
import { readEvent, vocabulary, type Reading } from "../../read-model/domain/reading.ts";
import { readableFleetEvent } from "../../fleet/adapters/readable-fleet-event.ts";
import { storedEvent, type StoredMessage } from "../../streams/stored-event.ts";
import type { UnreadJob } from "../domain/unread-jobs.ts";
import type { Saga } from "../app/saga.ts";

export function tellJob(saga: Saga, log: Log, message: StoredMessage): void {
  const reading = readEvent(storedEvent(message), vocabulary);
  if (reading.kind === "job")
    return saga.sawJob(reading.state, message.seq, traceparentOf(message), failureIn(reading));
  const unread = unreadJob(log, message, reading.kind === "unknown" ? "newer" : "poisoned");
  if (unread) saga.sawUnreadable(unread);
}

/** The code by which an attempt failed, if that is what happened. */
function failureIn({ type, data }: Pick<JobReading, "type" | "data">): string | undefined {
  return FAILURES.has(type) ? Failed.safeParse(data).data?.code : undefined;
}

type JobReading = Extract<Reading, { kind: "job" }>;

const FAILURES = new Set<string>(["PrintFailed", "PrintAttemptFailed"] satisfies JobEventType[]);
const Failed = z.object({ code: z.string() });

/** Of a subject that no job of ours can have nothing is to be ended. */
export function unreadJob(
  log: Log,
  { subject, seq }: StoredMessage,
  why: UnreadJob["why"],
): UnreadJob | undefined {
  const line = { event: "event-unreadable", subject, sequence: seq, why };
  const { company = "", branch = "", id = "" } = parseEventSubject(subject) ?? {};
  const named = [company, branch, id].every((name) => Id.safeParse(name).success);
  if (!named || subjects.job(company, branch, id) !== subject) {
    log.error(line, "an event of no job could not be read and was passed over");
    return undefined;
  }
  log.error(
    line,
    why === "newer"
      ? "an event of a newer version: its job is left alone until an orchestrator knows it"
      : "an event could not be read: its job ends here",
  );
  return { company, branch, jobId: id, sequence: seq, why };
}

/** Of one that cannot be read, what the last readable event before it told still holds. */
export async function tellFleet(
  saga: Saga,
  log: Log,
  streams: EventStreams,
  message: StoredMessage,
): Promise<void> {
  const { subject, seq } = message;
  const kind = parseEventSubject(subject)?.kind;
  if (kind === "agent") {
    const state = await readableFleetEvent<AgentState>(streams, message, StoredAgentEvent, log);
    if (state) saga.sawAgent(state);
  } else if (kind === "printer") {
    const state = await readableFleetEvent<PrinterState>(streams, message, StoredPrinterEvent, log);
    if (state) saga.sawPrinter(state);
  } else if (kind === "branch") {
    const state = await readableFleetEvent<BranchState>(streams, message, StoredBranchEvent, log);
    if (state) saga.sawBranch(state);
  } else log.error({ subject, sequence: seq }, "an event of nobody was passed over");
}

const traceparentOf = (message: StoredMessage): string | undefined =>
  ("header" in message ? message.header : message.headers)?.get(headers.traceparent) || undefined;

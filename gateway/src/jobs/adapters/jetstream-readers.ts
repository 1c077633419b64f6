/** Reads single jobs and printers from the logs' leaders: what was just answered must be found. */
import {
  DOCUMENTS,
  FLEET_LOG,
  headers,
  JobEventType,
  PRINT_LOG,
  StoredDocument,
  StoredJobEvent,
  StoredPrinterEvent,
  subjects,
} from "@printermaster/contracts";
import { jetstreamManager, type StoredMsg } from "@nats-io/jetstream";
import type { NatsConnection } from "@nats-io/transport-node";
import { Fault } from "../../domain/fault.ts";
import type { JobReader, LoggedJobEvent, PrinterReader } from "../app/ports.ts";

/** Far more than a job has; a bound, should a bug ever fill its subject. */
const MOST_EVENTS = 500;

export async function jetstreamReaders(nats: NatsConnection): Promise<JobReader & PrinterReader> {
  const { streams } = await jetstreamManager(nats, { checkAPI: false });
  const last = (stream: string, subject: string) =>
    reading(() => streams.getMessage(stream, { last_by_subj: subject }));

  /** Oldest first. */
  async function* eventsOf(stream: string, subject: string): AsyncGenerator<StoredMsg, void> {
    let seq = 1;
    for (let count = 0; count < MOST_EVENTS; count++) {
      const next = { seq, next_by_subj: subject };
      const found = await reading(() => streams.getMessage(stream, next));
      if (!found) return;
      yield found;
      seq = found.seq + 1;
    }
  }
  /** A last event that cannot be read must not hide what was there before it. */
  async function newest<T>(
    stream: string,
    subject: string,
    schema: Schema<T>,
  ): Promise<T | undefined> {
    const found = await last(stream, subject);
    if (!found) return undefined;
    let event = read(found, schema);
    if (event) return event;
    for await (const one of eventsOf(stream, found.subject)) event = read(one, schema) ?? event;
    return event;
  }

  return {
    lastEvent: (company, jobId) =>
      newest(PRINT_LOG, subjects.jobInAnyBranch(company, jobId), StoredJobEvent),

    async history(company, branch, jobId) {
      const events: LoggedJobEvent[] = [];
      for await (const found of eventsOf(PRINT_LOG, subjects.job(company, branch, jobId))) {
        const event = loggedEvent(found);
        if (event) events.push(event);
      }
      return events;
    },

    async document(company, branch, jobId) {
      const found = await last(DOCUMENTS, subjects.document(company, branch, jobId));
      return found && read(found, StoredDocument)?.document;
    },

    async printer(company, branch, printerId) {
      const subject = subjects.fleetPrinter(company, branch, printerId);
      return (await newest(FLEET_LOG, subject, StoredPrinterEvent))?.state;
    },
  };
}

/** A type from a newer version is skipped, and what cannot be read. */
function loggedEvent(message: StoredMsg): LoggedJobEvent | undefined {
  const type = JobEventType.safeParse(message.header.get(headers.type));
  if (!type.success) return undefined;
  const event = read(message, StoredJobEvent);
  return event && { sequence: message.seq, type: type.data, event };
}

interface Schema<T> {
  safeParse(json: unknown): { data?: T | undefined };
}

function read<T>(message: StoredMsg, schema: Schema<T>): T | undefined {
  try {
    return schema.safeParse(message.json()).data;
  } catch {
    return undefined;
  }
}

async function reading<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    throw new Fault("storage-unavailable", cause);
  }
}

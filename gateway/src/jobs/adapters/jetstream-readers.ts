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

  return {
    async lastEvent(company, jobId) {
      const found = await last(PRINT_LOG, subjects.jobInAnyBranch(company, jobId));
      return found ? StoredJobEvent.parse(found.json()) : undefined;
    },

    async history(company, branch, jobId) {
      const subject = subjects.job(company, branch, jobId);
      const events: LoggedJobEvent[] = [];
      let from = 1;
      while (events.length < MOST_EVENTS) {
        const next = { seq: from, next_by_subj: subject };
        const found = await reading(() => streams.getMessage(PRINT_LOG, next));
        if (!found) break;
        const event = loggedEvent(found);
        if (event) events.push(event);
        from = found.seq + 1;
      }
      return events;
    },

    async document(company, branch, jobId) {
      const found = await last(DOCUMENTS, subjects.document(company, branch, jobId));
      return found ? StoredDocument.parse(found.json()).document : undefined;
    },

    async printer(company, branch, printerId) {
      const found = await last(FLEET_LOG, subjects.fleetPrinter(company, branch, printerId));
      return found ? StoredPrinterEvent.parse(found.json()).state : undefined;
    },
  };
}

/** A type from a newer version is skipped. */
function loggedEvent(message: StoredMsg): LoggedJobEvent | undefined {
  const type = JobEventType.safeParse(message.header.get(headers.type));
  if (!type.success) return undefined;
  const event = StoredJobEvent.parse(message.json());
  return { sequence: message.seq, type: type.data, event };
}

async function reading<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    throw new Fault("storage-unavailable", cause);
  }
}

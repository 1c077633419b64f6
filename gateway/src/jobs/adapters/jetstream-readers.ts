/** Reads single jobs and printers from the logs' leaders: what was just answered must be found. */
import {
  DOCUMENTS,
  FLEET_LOG,
  headers,
  JobEventType,
  PRINT_LOG,
  StoredDocument,
  StoredJobEvent,
  StoredBranchEvent,
  StoredPrinterEvent,
  subjects,
} from "@printermaster/contracts";
import { jetstreamManager, type StoredMsg } from "@nats-io/jetstream";
import type { NatsConnection } from "@nats-io/transport-node";
import type { BranchReader } from "../../fleet/app/ports.ts";
import type { JobReader, LoggedJobEvent, PrinterReader } from "../app/ports.ts";
import { read, storedEvents } from "./stored-events.ts";

export async function jetstreamReaders(
  nats: NatsConnection,
): Promise<JobReader & PrinterReader & BranchReader> {
  const stored = storedEvents((await jetstreamManager(nats, { checkAPI: false })).streams);

  return {
    lastEvent: (company, jobId) =>
      stored.newest(PRINT_LOG, subjects.jobInAnyBranch(company, jobId), StoredJobEvent),

    async history(company, branch, jobId) {
      const events: LoggedJobEvent[] = [];
      for await (const found of stored.all(PRINT_LOG, subjects.job(company, branch, jobId))) {
        const event = loggedEvent(found);
        if (event) events.push(event);
      }
      return events;
    },

    async document(company, branch, jobId) {
      const found = await stored.last(DOCUMENTS, subjects.document(company, branch, jobId));
      return found && read(found, StoredDocument)?.document;
    },

    async printer(company, branch, printerId) {
      const subject = subjects.fleetPrinter(company, branch, printerId);
      return (await stored.newest(FLEET_LOG, subject, StoredPrinterEvent))?.state;
    },

    async branch(company, branch) {
      const subject = subjects.fleetBranch(company, branch);
      return (await stored.newest(FLEET_LOG, subject, StoredBranchEvent))?.state;
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

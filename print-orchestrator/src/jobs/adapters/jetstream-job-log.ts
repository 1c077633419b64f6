import {
  EVENT_VERSION,
  headers,
  PRINT_LOG,
  type StoredJobEvent,
  subjects,
  type JobState,
} from "@printermaster/contracts";
import {
  activeTraceparent,
  inSpan,
  type Append,
  type EventStreams,
  type Log,
} from "@printermaster/runtime";
import type { StoredMsg } from "@nats-io/jetstream";
import { readEvent, vocabulary } from "../../read-model/domain/reading.ts";
import { storedEvent } from "../../streams/stored-event.ts";
import { loadedJob, type JobReading } from "../app/loaded-job.ts";
import type { StoredJobs } from "../app/ports.ts";
import type { PrintEvent } from "../domain/print-job.ts";

export function jetstreamJobLog(streams: EventStreams, newId: () => string, log: Log): StoredJobs {
  return {
    async load(address) {
      const subject = subjects.job(address.company, address.branch, address.jobId);
      const message = await streams.last(PRINT_LOG, subject);
      if (!message) return { job: undefined, sequence: 0 };
      const last = readingOf(message);
      if (last.reading.kind === "job") return { job: last.reading.state, sequence: message.seq };
      const history: JobReading[] = [];
      for await (const one of streams.history(PRINT_LOG, subject)) history.push(readingOf(one));
      return loadedJob(address, history);
    },

    end: () => streams.lastSequence(PRINT_LOG),

    append: (event, state, expected) =>
      inSpan(
        `append ${event.type}`,
        { kind: "PRODUCER", attributes: attributesOf(state) },
        async () => {
          const sequence = await streams.append(
            PRINT_LOG,
            appendOf(event, state, expected, newId()),
          );
          const { jobId, correlationId, attempt, status, reason } = state;
          const line = {
            event: event.type,
            jobId,
            correlationId,
            attempt,
            status,
            reason,
            sequence,
          };
          if (sequence !== undefined) log.info(line, event.type);
          return sequence;
        },
      ),
  };
}

const readingOf = (message: StoredMsg): JobReading => ({
  sequence: message.seq,
  at: message.time.toISOString(),
  reading: readEvent(storedEvent(message), vocabulary),
});

function appendOf(event: PrintEvent, state: JobState, expected: number, id: string): Append {
  const body: StoredJobEvent = { id, at: event.at, data: event.data, state };
  return {
    subject: subjects.job(state.company, state.branch, state.jobId),
    id,
    body,
    expected,
    headers: {
      [headers.type]: event.type,
      [headers.version]: String(EVENT_VERSION),
      [headers.correlationId]: state.correlationId,
      [headers.traceparent]: activeTraceparent(),
    },
  };
}

const attributesOf = (state: JobState) => ({
  "messaging.system": "nats",
  "messaging.operation.type": "send",
  "messaging.destination.name": PRINT_LOG,
  "print.job.id": state.jobId,
  "print.attempt": state.attempt,
});

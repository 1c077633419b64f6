import {
  EVENT_VERSION,
  headers,
  PRINT_LOG,
  StoredJobEvent,
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
import type { JobLog } from "../app/ports.ts";
import type { PrintEvent } from "../domain/print-job.ts";

export function jetstreamJobLog(streams: EventStreams, newId: () => string, log: Log): JobLog {
  return {
    async load({ company, branch, jobId }) {
      const message = await streams.last(PRINT_LOG, subjects.job(company, branch, jobId));
      if (!message) return { job: undefined, sequence: 0 };
      return { job: StoredJobEvent.parse(message.json()).state, sequence: message.seq };
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

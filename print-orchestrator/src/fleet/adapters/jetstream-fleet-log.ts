import {
  EVENT_VERSION,
  FLEET_LOG,
  headers,
  StoredAgentEvent,
  StoredBranchEvent,
  StoredPrinterEvent,
  subjects,
  type FleetEventType,
} from "@printermaster/contracts";
import { activeTraceparent, type EventStreams } from "@printermaster/runtime";
import type { FleetLog, Known } from "../app/ports.ts";
import { readableFleetEvent } from "./readable-fleet-event.ts";

interface Event {
  readonly type: FleetEventType;
  readonly at: string;
  readonly data: unknown;
  readonly state: unknown;
}

export function jetstreamFleetLog(streams: EventStreams, newId: () => string): FleetLog {
  return {
    agent: (company, branch, agentId) =>
      known(streams, subjects.fleetAgent(company, branch, agentId), StoredAgentEvent),
    printer: (company, branch, printerId) =>
      known(streams, subjects.fleetPrinter(company, branch, printerId), StoredPrinterEvent),
    branch: (company, branch) =>
      known(streams, subjects.fleetBranch(company, branch), StoredBranchEvent),
    appendAgent: (event, expected) => {
      const { company, branch, agentId } = event.state;
      const subject = subjects.fleetAgent(company, branch, agentId);
      return append(streams, subject, event, expected, newId());
    },
    appendPrinter: (event, expected) => {
      const { company, branch, printerId } = event.state;
      const subject = subjects.fleetPrinter(company, branch, printerId);
      return append(streams, subject, event, expected, newId());
    },
    appendBranch: (event, expected) => {
      const { company, branch } = event.state;
      const subject = subjects.fleetBranch(company, branch);
      return append(streams, subject, event, expected, newId());
    },
  };
}

async function known<T>(
  streams: EventStreams,
  subject: string,
  schema: Parameters<typeof readableFleetEvent<T>>[2],
): Promise<Known<T>> {
  const message = await streams.last(FLEET_LOG, subject);
  if (!message) return { state: undefined, sequence: 0 };
  return { state: await readableFleetEvent(streams, message, schema), sequence: message.seq };
}

async function append(
  streams: EventStreams,
  subject: string,
  { type, at, data, state }: Event,
  expected: number,
  id: string,
): Promise<boolean> {
  const sequence = await streams.append(FLEET_LOG, {
    subject,
    id,
    body: { id, at, data, state },
    expected,
    headers: {
      [headers.type]: type,
      [headers.version]: String(EVENT_VERSION),
      [headers.traceparent]: activeTraceparent(),
    },
  });
  return sequence !== undefined;
}

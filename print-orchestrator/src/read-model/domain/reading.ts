/** What a stored event tells the read models, as far as this version of the program can tell. */
import {
  EVENT_VERSION,
  FleetEventType,
  JobEventType,
  parseEventSubject,
  StoredAgentEvent,
  StoredJobEvent,
  StoredPrinterEvent,
  type AgentState,
  type JobState,
  type PrinterState,
} from "@printermaster/contracts";

/** An event as the log or the archive keeps it. */
export interface LoggedEvent {
  readonly subject: string;
  readonly sequence: number;
  readonly type: string | undefined;
  readonly version: number | undefined;
  readonly at: string;
  readonly correlationId: string | undefined;
  readonly traceparent: string | undefined;
  /** Undefined when the bytes are no JSON that a database can hold. */
  readonly body: unknown;
  readonly raw: Uint8Array;
}

/** As much of it as it takes to read it. */
export type StoredEvent = Pick<LoggedEvent, "subject" | "sequence" | "type" | "version" | "body">;

/** The types, and the highest version of them, that a program was built to know. */
export interface Vocabulary {
  readonly types: readonly string[];
  readonly version: number;
}

export const vocabulary: Vocabulary = {
  types: [...JobEventType.options, ...FleetEventType.options],
  version: EVENT_VERSION,
};

export type Reading =
  | {
      readonly kind: "job";
      readonly type: string;
      readonly at: string;
      readonly sequence: number;
      readonly data: unknown;
      readonly state: JobState;
    }
  | { readonly kind: "agent"; readonly state: AgentState }
  | { readonly kind: "printer"; readonly state: PrinterState }
  /** Of something that no list shows. */
  | { readonly kind: "other" }
  /** No version of ours wrote this. */
  | { readonly kind: "unreadable" }
  /** A newer version of ours wrote this: passing over it would lose it. */
  | { readonly kind: "unknown" };

const UNREADABLE: Reading = { kind: "unreadable" };

export function readEvent(event: StoredEvent, known: Vocabulary): Reading {
  const { type, version } = event;
  if (!type || !version) return UNREADABLE;
  if (!known.types.includes(type) || version > known.version) return { kind: "unknown" };
  return event.body === undefined ? UNREADABLE : readBody(event, type);
}

/** The subject is the authority: a body that speaks of somebody else must not become their row. */
function readBody({ subject, sequence, body }: StoredEvent, type: string): Reading {
  const named = parseEventSubject(subject);
  const isNamed = (state: { company: string; branch: string }, id: string) =>
    state.company === named?.company && state.branch === named.branch && id === named.id;
  switch (named?.kind) {
    case "job": {
      const { data } = StoredJobEvent.safeParse(body);
      if (!data || !isNamed(data.state, data.state.jobId)) return UNREADABLE;
      return { kind: "job", type, at: data.at, sequence, data: data.data, state: data.state };
    }
    case "agent": {
      const { data } = StoredAgentEvent.safeParse(body);
      if (!data || !isNamed(data.state, data.state.agentId)) return UNREADABLE;
      return { kind: "agent", state: data.state };
    }
    case "printer": {
      const { data } = StoredPrinterEvent.safeParse(body);
      if (!data || !isNamed(data.state, data.state.printerId)) return UNREADABLE;
      return { kind: "printer", state: data.state };
    }
    case "branch":
    case "step":
    case "order":
    case "availability":
    case undefined:
      return { kind: "other" };
  }
}

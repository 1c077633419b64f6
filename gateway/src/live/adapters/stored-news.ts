/** One stored event as screens are told of it, whether it was heard live or read from the log. */
import {
  headers,
  LIVE,
  parseAlertSubject,
  parseEventSubject,
  type LiveSubject,
} from "@printermaster/contracts";
import { RepublishHeaders, type StoredMsg } from "@nats-io/jetstream";
import type { Msg } from "@nats-io/transport-node";
import { jsonOf } from "../../adapters/json-of.ts";
import type { LogName } from "../domain/offset.ts";
import type { Entry } from "../domain/tail.ts";
import type { Emission, View } from "../domain/view.ts";

export interface News {
  readonly emissions: readonly Emission[];
  readonly traceparent: string | undefined;
}

export interface Heard {
  /** Undefined: nothing that is stored. */
  readonly stored: { readonly log: LogName; readonly sequence: number } | undefined;
  readonly news: News;
}

/** Nothing for what claims to be stored and is not. */
export function heardLive(view: View, message: Msg, heardAt: string): Heard | undefined {
  const { subject } = message;
  const kind = parseAlertSubject(subject) ? "alert" : parseEventSubject(subject)?.kind;
  if (!kind) return undefined;
  const sequence = Number(message.headers?.get(RepublishHeaders.Sequence) ?? 0);
  const type = message.headers?.get(headers.type);
  const traceparent = message.headers?.get(headers.traceparent);
  const body = jsonOf(message);
  const news = (at: number | undefined): News => ({
    emissions: view.emissionsOf({ subject, type, sequence: at, body, heardAt }),
    traceparent,
  });
  if (kind === "step" || kind === "alert") return { stored: undefined, news: news(undefined) };
  if (sequence === 0) return undefined;
  return { stored: { log: logOf[kind], sequence }, news: news(sequence) };
}

const logOf = {
  job: "print",
  agent: "fleet",
  printer: "fleet",
  branch: "fleet",
  order: "order",
  availability: "availability",
} as const satisfies Record<Exclude<LiveSubject["kind"], "step">, LogName>;

export function readFromLog(view: View, message: StoredMsg): Entry<News> {
  const { subject, seq: sequence, header, time } = message;
  const type = header.get(headers.type);
  const heardAt = time.toISOString();
  const body = jsonOf(message);
  const emissions = view.emissionsOf({ subject: LIVE + subject, type, sequence, body, heardAt });
  return { sequence, item: { emissions, traceparent: header.get(headers.traceparent) } };
}

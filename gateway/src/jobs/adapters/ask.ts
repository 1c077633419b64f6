/** Request-reply that survives a frozen or dying answerer: the same question again, and the first answer counts. */
import { setTimeout as wait } from "node:timers/promises";
import { headers as contractHeaders } from "@printermaster/contracts";
import { activeTraceparent, pause } from "@printermaster/runtime";
import {
  headers as natsHeaders,
  NoRespondersError,
  RequestError,
  type Msg,
  type NatsConnection,
} from "@nats-io/transport-node";

export type Ask = (subject: string, body: unknown) => Promise<Msg | undefined>;

/** When the question is put; a process that froze keeps its place in the queue group and may get it again. */
const ASKED_AT_MS = [0, 1000, 3000, 6000];
const LIMIT_MS = 10_000;
const NOBODY_THERE_PAUSE_MS = 100;

export function createAsk(nats: NatsConnection): Ask {
  return async (subject, body) => {
    const ends = performance.now() + LIMIT_MS;
    const answered = new AbortController();
    const payload = JSON.stringify(body);
    const headers = natsHeaders();
    const traceparent = activeTraceparent();
    if (traceparent) headers.set(contractHeaders.traceparent, traceparent);
    const request = () =>
      nats.request(subject, payload, { headers, timeout: Math.max(1, ends - performance.now()) });
    const askedAfter = async (ms: number) => {
      // Even a wait of 0 costs a millisecond.
      if (ms > 0) await wait(ms, undefined, { signal: answered.signal });
      return await onceSomebodyListens(request, ends, answered.signal);
    };
    try {
      return await Promise.any(ASKED_AT_MS.map(askedAfter));
    } catch {
      return undefined;
    } finally {
      answered.abort();
    }
  };
}

/** Orchestrators that restart are away for moments: the broker says so at once, and we try again. */
async function onceSomebodyListens(
  request: () => Promise<Msg>,
  ends: number,
  answered: AbortSignal,
): Promise<Msg> {
  for (;;) {
    try {
      return await request();
    } catch (error) {
      const last = performance.now() + NOBODY_THERE_PAUSE_MS >= ends;
      if (!nobodyListens(error) || last || answered.aborted) throw error;
    }
    await pause(NOBODY_THERE_PAUSE_MS, answered);
  }
}

const nobodyListens = (error: unknown): boolean =>
  error instanceof NoRespondersError || (error instanceof RequestError && error.isNoResponders());

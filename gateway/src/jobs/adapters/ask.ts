/** Request-reply that survives a frozen or dying answerer: the same question again, and the first answer counts. */
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
const ASKED_AT_MS = [0, 1000, 3000, 6000] as const;
const LIMIT_MS = 10_000;
const NOBODY_THERE_PAUSE_MS = 100;

export function createAsk(nats: NatsConnection): Ask {
  return (subject, body) => {
    const ends = performance.now() + LIMIT_MS;
    const payload = JSON.stringify(body);
    const headers = natsHeaders();
    const traceparent = activeTraceparent();
    if (traceparent) headers.set(contractHeaders.traceparent, traceparent);
    headers.set(contractHeaders.expires, String(Date.now() + LIMIT_MS));
    const timeLeft = () => Math.max(1, ends - performance.now());
    return firstAnswer(
      () => nats.request(subject, payload, { headers, timeout: timeLeft() }),
      ends,
    );
  };
}

/** Settles with the first answer, or with nothing once every try has failed. */
function firstAnswer(request: () => Promise<Msg>, ends: number): Promise<Msg | undefined> {
  return new Promise((settle) => {
    let open: number = ASKED_AT_MS.length;
    let answered = false;
    let timer: NodeJS.Timeout | undefined;
    const end = (answer: Msg | undefined) => {
      answered = true;
      clearTimeout(timer);
      settle(answer);
    };
    const ask = ([at, ...later]: readonly number[]) => {
      const [next] = later;
      if (next !== undefined) timer = setTimeout(ask, next - (at ?? 0), later);
      void onceSomebodyListens(request, ends, () => answered).then(end, () => {
        if (--open === 0) end(undefined);
      });
    };
    ask(ASKED_AT_MS);
  });
}

/** Orchestrators that restart are away for moments: the broker says so at once, and we try again. */
async function onceSomebodyListens(
  request: () => Promise<Msg>,
  ends: number,
  answered: () => boolean,
): Promise<Msg> {
  for (;;) {
    try {
      return await request();
    } catch (error) {
      const last = performance.now() + NOBODY_THERE_PAUSE_MS >= ends;
      if (!nobodyListens(error) || last || answered()) throw error;
    }
    await pause(NOBODY_THERE_PAUSE_MS);
  }
}

const nobodyListens = (error: unknown): boolean =>
  error instanceof NoRespondersError || (error instanceof RequestError && error.isNoResponders());

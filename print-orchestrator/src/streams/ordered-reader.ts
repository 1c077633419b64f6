/** Reads a stream in order from a position on, and says when it has read what was there at the start. */
import { setImmediate as turn } from "node:timers/promises";
import { DeliverPolicy, type ConsumerMessages, type JsMsg } from "@nats-io/jetstream";
import { pause, type EventStreams } from "@printermaster/runtime";

const LOOK_MS = 1000;
/** So many looks without an event of those that the stream has. The client makes a lost consumer anew in some three. */
const MOST_LOOKS = 5;

export interface OrderedReader {
  /** Everything that was stored when reading began has been handed over. */
  readonly caughtUp: Promise<void>;
  /** Rejects when the stream cannot be read any more; resolves after `stop`. */
  readonly ended: Promise<void>;
  readonly stop: () => void;
}

export async function readOrdered(
  streams: EventStreams,
  stream: string,
  from: number | "last-per-subject",
  each: (message: JsMsg) => Promise<void> | void,
): Promise<OrderedReader> {
  const { first, last } = await streams.bounds(stream);
  const consumer = await streams.client.consumers.get(stream, startAt(from));
  // Short heartbeats: a restarted broker forgets the consumer, and the client makes it anew when it misses a beat.
  const messages = await consumer.consume({
    max_messages: 500,
    expires: 5000,
    idle_heartbeat: 1000,
  });
  let reached = () => {};
  const caughtUp = new Promise<void>((done) => (reached = done));
  if (last < Math.max(first, typeof from === "number" ? from : 0)) reached();
  const reading: Reading = { at: 0, busy: false };
  const ended = handOver(messages, reading, last, each, reached);
  void endWhenSilent(messages, reading, ended, () => streams.lastSequence(stream));
  const known = Promise.race([caughtUp, ended]);
  // Who waits for the end hears of it there; who waits for neither need not crash the process.
  known.catch(() => undefined);
  return { caughtUp: known, ended, stop: () => messages.stop() };
}

interface Reading {
  /** What was handed over last. */
  at: number;
  busy: boolean;
}

/** A consumer that is lost on the way goes on behind the last message it gave, so nothing is left out by either. */
const startAt = (from: number | "last-per-subject") =>
  typeof from === "number"
    ? { deliver_policy: DeliverPolicy.StartSequence, opt_start_seq: Math.max(1, from) }
    : { deliver_policy: DeliverPolicy.LastPerSubject };

async function handOver(
  messages: ConsumerMessages,
  reading: Reading,
  last: number,
  each: (message: JsMsg) => Promise<void> | void,
  reached: () => void,
): Promise<void> {
  for await (const message of messages) {
    // An event comes together with its writer's acknowledgement: whoever waits for "accepted" is answered first.
    if (message.seq > last) await turn();
    reading.at = message.seq;
    reading.busy = true;
    await each(message);
    reading.busy = false;
    if (message.seq >= last) reached();
  }
}

/**
 * The client watches its consumer, and after some losses (a broker's node killed while it elects) waits for ever without a
 * word. The stream itself tells what there is to read.
 */
async function endWhenSilent(
  messages: ConsumerMessages,
  reading: Reading,
  ended: Promise<void>,
  lastStored: () => Promise<number>,
): Promise<void> {
  const over = new AbortController();
  void ended.catch(() => undefined).finally(() => over.abort());
  let before = reading.at;
  for (let misses = 0; misses < MOST_LOOKS;) {
    await pause(LOOK_MS, over.signal);
    if (over.signal.aborted) return;
    const stands = reading.at === before && !reading.busy;
    before = reading.at;
    // A stream that does not answer has nothing for anybody.
    const last = stands ? await lastStored().catch(() => 0) : 0;
    misses = last > before ? misses + 1 : 0;
  }
  messages.stop(new Error("the stream went silent"));
}

/** Reads a stream in order from a position on, and says when it has read what was there at the start. */
import { setImmediate as turn } from "node:timers/promises";
import { DeliverPolicy, type ConsumerMessages, type JsMsg } from "@nats-io/jetstream";
import type { EventStreams } from "@printermaster/runtime";

/** Beats of a second each: longer than an election takes, shorter than anybody waits for a print. */
const MOST_MISSED = 5;

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
  // Short heartbeats: a restarted broker forgets the consumer, and only a missed beat tells.
  const messages = await consumer.consume({
    max_messages: 500,
    expires: 5000,
    idle_heartbeat: 1000,
  });
  let reached = () => {};
  const caughtUp = new Promise<void>((done) => (reached = done));
  if (last < Math.max(first, typeof from === "number" ? from : 0)) reached();
  const reading = { busy: false };
  const ended = handOver(messages, reading, last, each, reached);
  void endWhenSilent(messages, reading);
  const known = Promise.race([caughtUp, ended]);
  // Who waits for the end hears of it there; who waits for neither need not crash the process.
  known.catch(() => undefined);
  return { caughtUp: known, ended, stop: () => messages.stop() };
}

/** A consumer that is lost on the way goes on behind the last message it gave, so nothing is left out by either. */
const startAt = (from: number | "last-per-subject") =>
  typeof from === "number"
    ? { deliver_policy: DeliverPolicy.StartSequence, opt_start_seq: Math.max(1, from) }
    : { deliver_policy: DeliverPolicy.LastPerSubject };

async function handOver(
  messages: ConsumerMessages,
  reading: { busy: boolean },
  last: number,
  each: (message: JsMsg) => Promise<void> | void,
  reached: () => void,
): Promise<void> {
  for await (const message of messages) {
    // An event comes together with its writer's acknowledgement: whoever waits for "accepted" is answered first.
    if (message.seq > last) await turn();
    reading.busy = true;
    await each(message);
    reading.busy = false;
    if (message.seq >= last) reached();
  }
}

/** The client waits for its consumer as long as the consumer's node is away: an end is better than that. */
async function endWhenSilent(messages: ConsumerMessages, reading: { busy: boolean }) {
  for await (const status of messages.status())
    if (status.type === "heartbeats_missed" && status.count >= MOST_MISSED && !reading.busy)
      messages.stop(new Error("the stream went silent"));
}

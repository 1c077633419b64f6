/**
 * Nest's NATS transport with a plain-JSON wire: any NATS client gets an answer, malformed input included.
 * Nest itself wants its own envelope and leaves everything else unanswered.
 */
import { ServerNats, type IncomingRequest } from "@nestjs/microservices";
import type { Msg, MsgHdrs, NatsConnection, Subscription } from "@nats-io/transport-node";
import { natsOptions } from "./nats.ts";
import { InFlight } from "./shutdown.ts";

export interface WireRequest {
  readonly subject: string;
  readonly headers: MsgHdrs | undefined;
  /** `undefined` where the body is not JSON. */
  readonly body: unknown;
}

export interface PlainJsonOptions {
  readonly url: string;
  readonly name: string;
  readonly queue: string;
  /** What is answered when a handler throws. */
  readonly onFailure: unknown;
}

/** Closes by taking no more, then waiting for what is in flight; Nest's own way sleeps a fixed time. */
export class PlainJsonNats extends ServerNats {
  readonly #inFlight = new InFlight();

  constructor({ url, name, queue, onFailure }: PlainJsonOptions) {
    super({
      ...natsOptions(url, name),
      queue,
      deserializer: plainJsonDeserializer,
      serializer: plainJsonSerializer(onFailure),
    });
  }

  /** Says that it listens once the broker knows, not before. */
  override listen(callback: (error?: unknown, ...rest: unknown[]) => void): Promise<void> {
    return super.listen((error, ...rest) => {
      if (error) return callback(error, ...rest);
      const known = this.unwrap<NatsConnection>().flush();
      known.then(() => callback(undefined, ...rest), callback);
    });
  }

  /** Patterns are our own subjects. Nest would try to read each as JSON, and fail with an error, at every message. */
  override getRouteFromPattern(pattern: string): string {
    return pattern;
  }

  /** Counted from the moment it is ours: Nest's handler starts only a few ticks later. */
  override handleMessage(channel: string, message: Msg): Promise<void> {
    return this.#inFlight.run(() => super.handleMessage(channel, message));
  }

  override async close(): Promise<void> {
    // Private to Nest's types, and the only way to stop taking without closing; a test holds it.
    const { subscriptions } = this as unknown as { readonly subscriptions: Subscription[] };
    // Draining, as what the broker has already sent us nobody else will answer.
    await Promise.all(subscriptions.map((subscription) => subscription.drain()));
    await this.#inFlight.idle();
    // Nest publishes an answer one tick after its handler has ended.
    await new Promise((done) => setImmediate(done));
    await this.unwrap<NatsConnection>().flush();
    await super.close();
  }
}

/** Every message becomes a request: the reply subject stands in for Nest's id. */
const plainJsonDeserializer = {
  deserialize(message: Msg): IncomingRequest {
    const data: WireRequest = {
      subject: message.subject,
      headers: message.headers,
      body: jsonOf(message),
    };
    return { pattern: message.subject, id: message.reply ?? "no-reply", data };
  },
};

/** Handlers answer with values, also for refusals; what they throw never reaches the wire as text. */
const plainJsonSerializer = (onFailure: unknown) => ({
  serialize(packet: { response?: unknown; err?: unknown }): { data: string } {
    return { data: JSON.stringify(packet.err === undefined ? packet.response : onFailure) };
  },
});

function jsonOf(message: Msg): unknown {
  try {
    return message.json();
  } catch {
    return undefined;
  }
}

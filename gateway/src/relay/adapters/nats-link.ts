/** The way to the other gateways: one subscription for what they tell this one, one for what they tell all. */
import { parseRelaySubject, subjects, type RelayKind } from "@printermaster/contracts";
import type { Log } from "@printermaster/runtime";
import type { Msg, NatsConnection, Subscription } from "@nats-io/transport-node";
import type { Link, LinkEars } from "../app/ports.ts";

const NOTHING = new Uint8Array();
const NOBODY_THERE = 503;
/** Any broker takes messages of this size. */
const LEAST_BYTES = 4096;

export class NatsLink implements Link {
  readonly self: string;
  readonly #nats: NatsConnection;
  readonly #log: Log;
  #ears: LinkEars | undefined;
  #subscriptions: Subscription[] = [];
  #up = true;
  #mostBytes = LEAST_BYTES;

  constructor(nats: NatsConnection, self: string, log: Log) {
    this.#nats = nats;
    this.self = self;
    this.#log = log;
  }

  get up(): boolean {
    return this.#up;
  }

  get mostBytes(): number {
    // While it connects anew, the client knows nothing of any broker.
    this.#mostBytes = this.#nats.info?.max_payload ?? this.#mostBytes;
    return this.#mostBytes;
  }

  async listen(ears: LinkEars): Promise<void> {
    this.#ears = ears;
    this.#subscribe(subjects.relayOf(this.self), (message) => hearOwn(message, ears));
    this.#subscribe(subjects.allRelayByes, (message) => hearBye(message, this.self, ears));
    void this.#watch(ears);
    await this.#nats.flush();
  }

  send(to: string, kind: RelayKind, id: string, data: Uint8Array): void {
    const answered = kind === "poll" || kind === "upgrade" || kind === "beat";
    const about = kind === "beat" ? to : id;
    const options = answered ? { reply: subjects.relay(this.self, "answer", about) } : {};
    try {
      this.#nats.publish(subjects.relay(to, kind, id), data, options);
    } catch (err) {
      this.#log.warn({ event: "relay-send", kind, err }, "what was to be sent could not be");
      if (answered) this.#ears?.nobodyThere(about);
    }
  }

  /** Says goodbye. */
  stop(): void {
    for (const subscription of this.#subscriptions) subscription.unsubscribe();
    this.#sayBye();
    this.#up = false;
  }

  #subscribe(subject: string, hear: (message: Msg) => void): void {
    const callback = (error: Error | null, message: Msg): void => {
      try {
        if (!error) hear(message);
      } catch (err) {
        // Passed on, it would reach the parser of the connection and end that.
        this.#log.error({ event: "relay", subject: message.subject, err }, "a message failed");
      }
    };
    this.#subscriptions.push(this.#nats.subscribe(subject, { callback }));
  }

  async #watch(ears: LinkEars): Promise<void> {
    for await (const { type } of this.#nats.status()) {
      if (type !== "disconnect" && type !== "reconnect") continue;
      this.#up = type === "reconnect";
      if (!this.#up) ears.cut();
      // What we sent while we were away is lost without a trace.
      else this.#sayBye();
    }
  }

  #sayBye(): void {
    if (this.#up && !this.#nats.isClosed())
      this.#nats.publish(subjects.relayBye(this.self), NOTHING);
  }
}

function hearOwn(message: Msg, ears: LinkEars): void {
  const { what, id } = parseRelaySubject(message.subject) ?? {};
  if (!what || !id) return;
  if (message.headers?.code === NOBODY_THERE) ears.nobodyThere(id);
  else ears.told(what, id, message.data);
}

function hearBye(message: Msg, self: string, ears: LinkEars): void {
  const { instance = self } = parseRelaySubject(message.subject) ?? {};
  if (instance !== self) ears.bye(instance);
}

/** Appending by compare-and-set on one subject, and reading its last message from the leader. */
import type { JetStreamClient, JetStreamManager, StoredMsg } from "@nats-io/jetstream";
import type { NatsConnection } from "@nats-io/transport-node";
import { backoff, pause } from "./retry.ts";

export interface Append {
  readonly subject: string;
  /** Also the message id, by which we know our own write again after a lost answer. */
  readonly id: string;
  readonly body: unknown;
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** The last sequence of this subject as we know it; 0: there is none. */
  readonly expected: number;
}

/** Both mean that somebody wrote first; the second while that write is still being replicated. */
const CONFLICTS = new Set([10071, 10164]);
/** What is asked of a node that dies is never answered; asked again, another answers in milliseconds. */
const ANSWER_MS = 2000;
/** A leader change stalls writes for seconds. */
const LIMIT_MS = 10_000;

/** Loaded by who uses it: agents have no broker, and little room. */
async function load() {
  const { headers } = await import("@nats-io/transport-node");
  return { headers, ...(await import("@nats-io/jetstream")) };
}
type Library = Awaited<ReturnType<typeof load>>;

export class EventStreams {
  readonly client: JetStreamClient;
  readonly #manager: JetStreamManager;
  readonly #library: Library;

  private constructor(library: Library, client: JetStreamClient, manager: JetStreamManager) {
    this.#library = library;
    this.client = client;
    this.#manager = manager;
  }

  static async open(connection: NatsConnection): Promise<EventStreams> {
    const timeout = ANSWER_MS;
    const library = await load();
    const { jetstream, jetstreamManager } = library;
    return new EventStreams(
      library,
      jetstream(connection, { timeout }),
      await jetstreamManager(connection, { checkAPI: false, timeout }),
    );
  }

  /** The new sequence, or `undefined` when somebody else wrote first. Rejects when nothing could be stored. */
  async append(stream: string, append: Append): Promise<number | undefined> {
    const { JetStreamApiError } = this.#library;
    const until = Date.now() + LIMIT_MS;
    for (let tries = 0; ; tries++) {
      try {
        return await this.#publish(append);
      } catch (error) {
        if (error instanceof JetStreamApiError && CONFLICTS.has(error.code))
          return tries === 0 ? undefined : await this.#ownSequence(stream, append);
        if (error instanceof JetStreamApiError || Date.now() > until) throw error;
      }
      await pause(backoff(tries, 50, 500, Math.random()));
    }
  }

  /** Read from the leader: a replica may be behind our own write. */
  async last(stream: string, subject: string): Promise<StoredMsg | undefined> {
    const found = await this.#manager.streams.getMessage(stream, { last_by_subj: subject });
    return found ?? undefined;
  }

  /** What is kept of one subject, oldest first, a request each: for the few messages of few subjects. */
  async *history(stream: string, subject: string): AsyncGenerator<StoredMsg, void> {
    for (let seq = 1; ;) {
      const next = { seq, next_by_subj: subject };
      const found = await this.#manager.streams.getMessage(stream, next);
      if (!found) return;
      yield found;
      seq = found.seq + 1;
    }
  }

  async lastSequence(stream: string): Promise<number> {
    return (await this.bounds(stream)).last;
  }

  /** An empty stream's first sequence is beyond its last, also when it once held something. */
  async bounds(stream: string): Promise<{ readonly first: number; readonly last: number }> {
    const { messages, first_seq, last_seq } = (await this.#manager.streams.info(stream)).state;
    return { first: messages === 0 ? last_seq + 1 : first_seq, last: last_seq };
  }

  async #publish({ subject, id, body, headers, expected }: Append): Promise<number> {
    const all = this.#library.headers();
    for (const [name, value] of Object.entries(headers)) if (value) all.set(name, value);
    const { seq } = await this.client.publish(subject, JSON.stringify(body), {
      msgID: id,
      headers: all,
      expect: { lastSubjectSequence: expected },
      timeout: ANSWER_MS,
      retries: 0,
    });
    return seq;
  }

  /** An earlier try may have been stored although its answer was lost. */
  async #ownSequence(stream: string, { subject, id }: Append): Promise<number | undefined> {
    const found = await this.last(stream, subject);
    return found?.header.get("Nats-Msg-Id") === id ? found.seq : undefined;
  }
}

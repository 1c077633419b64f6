/** The log's leader: compare-and-set per subject, pauses, and readers that hear of everything in order, later. */
import type { Chance } from "./chance.ts";
import type { Network } from "./network.ts";
import type { Process } from "./process.ts";
import type { Scheduler } from "./scheduler.ts";

export interface Message<Body = unknown> {
  readonly sequence: number;
  readonly subject: string;
  readonly id: string;
  readonly body: Body;
  readonly storedAt: number;
}

export class Stream<Body> {
  readonly messages: Message<Body>[] = [];
  readonly #last = new Map<string, Message<Body>>();
  readonly #listeners = new Set<() => void>();

  last(subject: string): Message<Body> | undefined {
    return this.#last.get(subject);
  }

  /** The new sequence, or `undefined` when the subject's last one is another. */
  write(message: Omit<Message<Body>, "sequence">, expected: number): number | undefined {
    if ((this.#last.get(message.subject)?.sequence ?? 0) !== expected) return undefined;
    const stored = { ...message, sequence: this.messages.length + 1 };
    this.messages.push(stored);
    this.#last.set(message.subject, stored);
    for (const listener of this.#listeners) listener();
    return stored.sequence;
  }

  /** As if it had never been there; only documents are ever lost. */
  lose(subject: string): void {
    this.#last.delete(subject);
  }

  listen(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}

/** What an adapter throws when there was no answer in time. */
export class LogFault extends Error {}

const LIMIT_MS = 10_000;
const PUBLISH_MS = 2000;
const READ_MS = 5000;

/** One process's way to the leader; appends as `EventStreams.append` does. */
export class LogClient {
  readonly #process: Process;
  readonly #scheduler: Scheduler;
  readonly #network: Network;
  readonly #chance: Chance;
  readonly #leader: Process;
  readonly #newId: (prefix: string) => string;

  constructor(
    process: Process,
    leader: Process,
    world: {
      scheduler: Scheduler;
      network: Network;
      chance: Chance;
      newId: (prefix: string) => string;
    },
  ) {
    this.#newId = world.newId;
    this.#process = process;
    this.#leader = leader;
    this.#scheduler = world.scheduler;
    this.#network = world.network;
    this.#chance = world.chance;
  }

  async append<Body>(
    stream: Stream<Body>,
    subject: string,
    body: Body,
    expected: number,
  ): Promise<number | undefined> {
    const until = this.#scheduler.now + LIMIT_MS;
    // Never that of an earlier life: by it a message is known again.
    const id = this.#newId(this.#process.name);
    const stored = JSON.parse(JSON.stringify(body)) as Body;
    for (let tries = 0; ; tries++) {
      const said = await this.#publish(stream, { subject, id, body: stored }, expected);
      if (said?.sequence !== undefined) return said.sequence;
      if (said && tries === 0) return undefined;
      // An earlier try may have been stored although its answer was lost.
      if (said) return await this.#ownSequence(stream, subject, id);
      if (this.#scheduler.now > until) throw new LogFault("the log took nothing");
      await this.#pause(50 * 2 ** Math.min(tries, 3));
    }
  }

  async last<Body>(stream: Stream<Body>, subject: string): Promise<Message<Body> | undefined> {
    const said = await this.#network.ask<{ found: Message<Body> | undefined }>(
      this.#process,
      READ_MS,
      (reply) => this.#leader.remembered(() => reply({ found: stream.last(subject) }))(),
    );
    if (!said) throw new LogFault("the log told nothing");
    return said.found;
  }

  async end<Body>(stream: Stream<Body>): Promise<number> {
    const said = await this.#network.ask<number>(this.#process, READ_MS, (reply) =>
      this.#leader.remembered(() => reply(stream.messages.length))(),
    );
    if (said === undefined) throw new LogFault("the log told nothing");
    return said;
  }

  #publish<Body>(
    stream: Stream<Body>,
    message: { subject: string; id: string; body: Body },
    expected: number,
  ): Promise<{ sequence: number | undefined } | undefined> {
    return this.#network.ask(this.#process, PUBLISH_MS, (reply) =>
      this.#leader.remembered(() => {
        const storedAt = this.#scheduler.now;
        reply({ sequence: stream.write({ ...message, storedAt }, expected) });
      })(),
    );
  }

  async #ownSequence<Body>(stream: Stream<Body>, subject: string, id: string) {
    const found = await this.last(stream, subject);
    return found?.id === id ? found.sequence : undefined;
  }

  #pause(ms: number): Promise<void> {
    const jittered = ms * (1 + this.#chance.next() / 4);
    return new Promise((done) => this.#process.after(jittered, done));
  }
}

/** Hands over a stream in order from its beginning, some messages at a time; `caughtUp` once. */
export function readInOrder<Body>(
  { process, network, chance }: { process: Process; network: Network; chance: Chance },
  stream: Stream<Body>,
  each: (message: Message<Body>) => void,
  caughtUp: () => void,
): () => void {
  const last = stream.messages.length;
  let position = 0;
  let waiting = false;
  let stopped = false;
  let reached = false;
  const hand = () => {
    waiting = false;
    if (stopped) return;
    for (let most = 1 + chance.next() * 20; most > 0 && position < stream.messages.length; most--)
      each(stream.messages[position++]!);
    if (!reached && position >= last) {
      reached = true;
      caughtUp();
    }
    if (position < stream.messages.length) soon();
  };
  const soon = () => {
    if (waiting || stopped) return;
    waiting = true;
    process.after(network.latency(), hand);
  };
  const silent = stream.listen(soon);
  soon();
  return () => {
    stopped = true;
    silent();
  };
}

/** Revocations in a stream of their own, read by every gateway: told at once, and looked for each second in case that was missed. */
import {
  LIVE,
  msOf,
  REVOCATIONS,
  StoredRevocation,
  subjects,
  type Id,
  type RevocableKind,
} from "@printermaster/contracts";
import { jetstream, jetstreamManager, type StreamAPI } from "@nats-io/jetstream";
import type { NatsConnection } from "@nats-io/transport-node";
import type { Log } from "@printermaster/runtime";
import { read } from "../../jobs/adapters/stored-events.ts";
import type { Client } from "../../domain/principal.ts";
import { isRevoked } from "../domain/revocation.ts";
import type { Revocations } from "../app/ports.ts";

type Listener = Parameters<Revocations["watch"]>[0];
type Streams = Pick<StreamAPI, "getMessage">;

const LOOK_MS = 1000;
const ANSWER_MS = 1500;
/** As long as the stream keeps them. */
const KEPT_MS = 86_400_000;

export class StreamRevocations implements Revocations {
  readonly #nats: NatsConnection;
  readonly #streams: Streams;
  readonly #now: () => Date;
  readonly #log: Log;
  readonly #revoked = new Map<string, number>();
  readonly #listeners = new Set<Listener>();
  #last = 0;
  #looking: Promise<void> | undefined;
  #again = false;

  private constructor(nats: NatsConnection, streams: Streams, now: () => Date, log: Log) {
    this.#nats = nats;
    this.#streams = streams;
    this.#now = now;
    this.#log = log;
  }

  static async open(nats: NatsConnection, now: () => Date, log: Log): Promise<StreamRevocations> {
    const manager = await jetstreamManager(nats, { checkAPI: false, timeout: ANSWER_MS });
    const revocations = new StreamRevocations(nats, manager.streams, now, log);
    const told = { callback: () => void revocations.#look() };
    nats.subscribe(LIVE + subjects.allRevocations, told);
    // Nobody is let in before it is known who must not be.
    await revocations.#readOn();
    const timer = setInterval(() => void revocations.#look(), LOOK_MS);
    void nats.closed().then(() => clearInterval(timer));
    return revocations;
  }

  async revoke(kind: RevocableKind, id: Id): Promise<void> {
    const at = this.#now();
    const stored: StoredRevocation = { kind, id, at: at.toISOString() };
    await jetstream(this.#nats).publish(subjects.revocation(kind, id), JSON.stringify(stored));
    this.#hear(stored);
  }

  covers(client: Client): boolean {
    return isRevoked(client, (kind, id) => this.#revoked.get(`${kind}.${id}`));
  }

  watch(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  #look(): Promise<void> {
    this.#again = this.#looking !== undefined;
    this.#looking ??= this.#readOn()
      .catch((err: unknown) => this.#log.warn({ event: "revocations", err }, "not read"))
      .finally(() => {
        this.#looking = undefined;
        if (this.#again) void this.#look();
      });
    return this.#looking;
  }

  async #readOn(): Promise<void> {
    for (;;) {
      const next = { seq: this.#last + 1, next_by_subj: subjects.allRevocations };
      const found = await this.#streams.getMessage(REVOCATIONS, next);
      if (!found) return;
      const revocation = read(found, StoredRevocation);
      if (revocation) this.#hear(revocation);
      this.#last = found.seq;
    }
  }

  #hear({ kind, id, at }: StoredRevocation): void {
    const key = `${kind}.${id}`;
    const when = msOf(at);
    if ((this.#revoked.get(key) ?? 0) >= when) return;
    this.#revoked.delete(key);
    this.#revoked.set(key, when);
    this.#forgetOld();
    this.#log.info({ event: "revoked", kind, id }, "what rests on it goes");
    for (const listener of this.#listeners)
      listener((client) => isRevoked(client, (k, i) => (`${k}.${i}` === key ? when : undefined)));
  }

  #forgetOld(): void {
    const oldest = this.#now().getTime() - KEPT_MS;
    for (const [key, at] of this.#revoked) {
      if (at >= oldest) return;
      this.#revoked.delete(key);
    }
  }
}

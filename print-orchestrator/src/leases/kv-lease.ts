/** One owner at a time, by compare-and-set on a key that is forgotten when its holder stops renewing. */
import { JetStreamApiError, StorageType } from "@nats-io/jetstream";
import { Kvm, type KV } from "@nats-io/kv";
import type { NatsConnection } from "@nats-io/transport-node";
import { leases } from "@printermaster/contracts";
import { pause, type Log } from "@printermaster/runtime";

const RENEW_MS = 400;
/** Shorter than the bucket's 2 s: we stop before another may begin. */
const GIVE_UP_MS = 1500;
const ASK_MS = 150;
/** The client waits 5 s for a node that has died; one that lives answers in milliseconds. */
const ANSWER_MS = 1000;
const YIELD_MS = 1000;
/** The server's "wrong last sequence": somebody has the key. */
const HELD = 10071;

interface Held {
  readonly kv: KV;
  readonly revision: number;
  readonly askedAt: number;
}

export class KvLease {
  readonly #key: string;
  readonly #owner: string;
  readonly #open: () => Promise<KV>;
  #opening: Promise<KV> | undefined;
  #kv: KV | undefined;
  readonly #log: Log;
  #stopped = false;
  #current: AbortController | undefined;
  #ended: Promise<void> = Promise.resolve();

  constructor(open: () => Promise<KV>, key: string, owner: string, log: Log) {
    this.#open = open;
    this.#key = key;
    this.#owner = owner;
    this.#log = log.child({ lease: key });
  }

  /** Runs `work` whenever the lease is ours; it must end soon after the signal. */
  run(work: (lost: AbortSignal) => Promise<void>): void {
    this.#ended = this.#loop(work);
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#current?.abort();
    await this.#ended;
  }

  async #loop(work: (lost: AbortSignal) => Promise<void>): Promise<void> {
    while (!this.#stopped) {
      const held = await this.#take();
      if (held) await this.#hold(held, work);
      else await pause(ASK_MS * (1 + Math.random()));
    }
  }

  async #take(): Promise<Held | undefined> {
    try {
      const kv = this.#kv ?? (await within(ANSWER_MS, this.#bucket()));
      const askedAt = Date.now();
      const created = kv?.create(this.#key, this.#owner);
      const revision = created && (await within(ANSWER_MS, created));
      if (kv && revision) return { kv, revision, askedAt };
      if (kv) giveBack(kv, this.#key, created);
    } catch (error) {
      if (error instanceof JetStreamApiError && error.code === HELD) return undefined;
      this.#bucket().catch(() => undefined);
      this.#log.debug({ err: error }, "the lease could not be asked for");
    }
    return undefined;
  }

  /**
   * The bucket is in memory: a restarted broker has forgotten it, and opening it makes it anew. One that only elects a
   * leader refuses alike, and opening it then takes seconds: we go on asking meanwhile.
   */
  #bucket(): Promise<KV> {
    return (this.#opening ??= this.#open()
      .then((kv) => (this.#kv = kv))
      .finally(() => (this.#opening = undefined)));
  }

  async #hold(held: Held, work: (lost: AbortSignal) => Promise<void>): Promise<void> {
    const lost = new AbortController();
    this.#current = lost;
    // Told to stop while we were asking: taken, and given back at once.
    if (this.#stopped) lost.abort();
    this.#log.info({ event: "lease-taken" }, "we own the lease");
    const renewing = this.#renew(held, lost);
    try {
      await work(lost.signal);
    } catch (error) {
      this.#log.error({ err: error }, "the work under the lease failed");
    }
    const endedByItself = !lost.signal.aborted;
    lost.abort();
    const revision = await renewing;
    this.#log.info({ event: "lease-left" }, "we left the lease");
    await held.kv.delete(this.#key, { previousSeq: revision }).catch(() => undefined);
    // Whoever could not go on lets others try first: they may know what this one does not.
    if (endedByItself) await pause(YIELD_MS);
  }

  /** Ends when the lease is lost or given up, with the last revision that was ours. */
  async #renew({ kv, revision, askedAt }: Held, lost: AbortController): Promise<number> {
    let own = revision;
    // The server counts from when it stored our last ask, which is before we heard of it.
    let last = askedAt;
    while (!lost.signal.aborted) {
      await pause(Math.max(ASK_MS, last + RENEW_MS - Date.now()), lost.signal);
      if (lost.signal.aborted) break;
      const now = Date.now();
      const left = Math.max(1, last + GIVE_UP_MS - now);
      const update = kv.update(this.#key, this.#owner, own).catch((error: unknown) => error);
      const renewed = await within(left, update);
      if (typeof renewed === "number") {
        own = renewed;
        last = now;
      } else if (renewed instanceof JetStreamApiError || Date.now() >= last + GIVE_UP_MS)
        lost.abort();
    }
    return own;
  }
}

/** `undefined`: no answer in time. */
async function within<T>(ms: number, answer: Promise<T>): Promise<T | undefined> {
  const answered = new AbortController();
  const late = pause(ms, answered.signal).then(() => undefined);
  return Promise.race([answer, late]).finally(() => answered.abort());
}

/** Granted after we stopped waiting, it would keep everybody out until it expires: nobody renews it. */
function giveBack(kv: KV, key: string, late: Promise<number> | undefined): void {
  late?.then((revision) => kv.delete(key, { previousSeq: revision })).catch(() => undefined);
}

export const openLeases = (connection: NatsConnection, replicas: number): Promise<KV> =>
  new Kvm(connection).create(leases.bucket, {
    history: 1,
    ttl: leases.ttlSeconds * 1000,
    replicas,
    storage: StorageType.Memory,
  });

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
const YIELD_MS = 1000;
/** The server's "wrong last sequence": somebody has the key. */
const HELD = 10071;

export class KvLease {
  readonly #key: string;
  readonly #owner: string;
  readonly #open: () => Promise<KV>;
  readonly #log: Log;
  #kv: KV | undefined;
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

  async #take(): Promise<{ kv: KV; revision: number } | undefined> {
    try {
      const kv = (this.#kv ??= await this.#open());
      return { kv, revision: await kv.create(this.#key, this.#owner) };
    } catch (error) {
      if (error instanceof JetStreamApiError && error.code === HELD) return undefined;
      // The bucket is in memory: a restarted broker has forgotten it.
      this.#kv = undefined;
      this.#log.debug({ err: error }, "the lease could not be asked for");
      return undefined;
    }
  }

  async #hold(
    held: { kv: KV; revision: number },
    work: (lost: AbortSignal) => Promise<void>,
  ): Promise<void> {
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
  async #renew(
    { kv, revision }: { kv: KV; revision: number },
    lost: AbortController,
  ): Promise<number> {
    let own = revision;
    let until = Date.now() + GIVE_UP_MS;
    while (!lost.signal.aborted) {
      await pause(RENEW_MS, lost.signal);
      if (lost.signal.aborted) break;
      const left = Math.max(1, until - Date.now());
      const renewed = await Promise.race([
        kv.update(this.#key, this.#owner, own).catch((error: unknown) => error),
        pause(left),
      ]);
      if (typeof renewed === "number") {
        own = renewed;
        until = Date.now() + GIVE_UP_MS;
      } else if (renewed instanceof JetStreamApiError || Date.now() >= until) lost.abort();
    }
    return own;
  }
}

export const openLeases = (connection: NatsConnection, replicas: number): Promise<KV> =>
  new Kvm(connection).create(leases.bucket, {
    history: 1,
    ttl: leases.ttlSeconds * 1000,
    replicas,
    storage: StorageType.Memory,
  });

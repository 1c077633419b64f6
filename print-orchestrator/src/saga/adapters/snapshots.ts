/** Where reading the log can go on. Only a fact about the log, so it is true whoever wrote it. */
import { promisify } from "node:util";
import { deflate, inflate } from "node:zlib";
import { JetStreamApiError, type JetStreamClient } from "@nats-io/jetstream";
import { Kvm, type KV } from "@nats-io/kv";
import { Id, snapshots, Traceparent } from "@printermaster/contracts";
import type { Log } from "@printermaster/runtime";
import { z } from "zod";

/** Also the longest that giving up the lease waits for it, which must stay within the lease's 2 s. */
const WRITE_MS = 1000;
/** The server's "wrong last sequence"; the second while another write is still being replicated. */
const CONFLICTS = new Set([10071, 10164]);

/** What the server takes as one message, less what the key and the headers need. */
const MOST_BYTES = 1_000_000;

const Snapshot = z.object({
  /** 1 had no memories. */
  version: z.literal([1, 2]),
  /** When the stream was created: the positions of another one mean nothing. */
  logOf: z.string(),
  position: z.number().int().nonnegative(),
  /** The jobs that were open there, in the order of their queues. */
  open: z.array(
    z.object({ company: Id, branch: Id, jobId: Id, traceparent: Traceparent.optional() }),
  ),
  /** What folds have learned up to the position, by name; each reads its own. */
  memories: z.record(z.string(), z.unknown()).default({}),
});
export type Snapshot = z.infer<typeof Snapshot>;

export class Snapshots {
  readonly #kv: KV;
  readonly #log: Log;
  #revision = 0;
  #position = 0;

  private constructor(kv: KV, log: Log) {
    this.#kv = kv;
    this.#log = log;
  }

  static async open(client: JetStreamClient, log: Log): Promise<Snapshots> {
    // Bound without `allow_direct`, so that reads are the leader's: a replica may be behind.
    return new Snapshots(await new Kvm(client).open(snapshots.bucket), log);
  }

  /** The last one stored, if it can be read and is of this log, which ends at `last`. */
  async newest(logOf: string, last = Infinity): Promise<Snapshot | undefined> {
    const entry = await this.#kv.get(snapshots.saga).catch((error: unknown) => {
      this.#log.error({ err: error }, "the snapshots cannot be reached");
      return null;
    });
    if (!entry) return undefined;
    const snapshot = await this.#read(entry.value);
    this.#revision = entry.revision;
    const fits = snapshot?.logOf === logOf && snapshot.position <= last;
    this.#position = fits ? snapshot.position : 0;
    if (fits) return snapshot;
    if (snapshot)
      this.#log.error(
        { ...snapshot, open: [], memories: {}, last },
        "the snapshot is of another log",
      );
    return undefined;
  }

  /** How far the log has gone past what is stored. */
  behind(position: number): number {
    return position - this.#position;
  }

  /** By compare-and-set, and never back: what another owner stored meanwhile stays if it is newer. */
  async save(snapshot: Snapshot): Promise<void> {
    try {
      if (this.behind(snapshot.position) <= 0 || (await this.#write(snapshot))) return;
      await this.newest(snapshot.logOf);
      if (this.behind(snapshot.position) > 0) await this.#write(snapshot);
    } catch (error) {
      this.#log.warn({ err: error, open: snapshot.open.length }, "no snapshot could be stored");
    }
  }

  async #write(snapshot: Snapshot): Promise<boolean> {
    const body = await this.#packed(snapshot);
    const options = { previousSeq: this.#revision, timeout: WRITE_MS };
    try {
      this.#revision = await this.#kv.put(snapshots.saga, body, options);
    } catch (error) {
      if (error instanceof JetStreamApiError && CONFLICTS.has(error.code)) return false;
      throw error;
    }
    this.#position = snapshot.position;
    return true;
  }

  /** Open jobs must not be forgotten; what was learned can be learned again. */
  async #packed(snapshot: Snapshot): Promise<Uint8Array> {
    const body = await promisify(deflate)(JSON.stringify(snapshot));
    if (body.length <= MOST_BYTES) return body;
    this.#log.error({ bytes: body.length }, "the snapshot is too large: it goes without memories");
    return promisify(deflate)(JSON.stringify({ ...snapshot, memories: {} }));
  }

  async #read(body: Uint8Array): Promise<Snapshot | undefined> {
    try {
      return Snapshot.parse(JSON.parse((await promisify(inflate)(body)).toString()));
    } catch (error) {
      this.#log.error({ err: error }, "the snapshot cannot be read");
      return undefined;
    }
  }
}

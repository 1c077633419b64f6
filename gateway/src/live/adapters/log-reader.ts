/** What the logs hold of a branch, in bounded batches. */
import {
  FLEET_LOG,
  PRINT_LOG,
  SHOP_LOG,
  streams,
  subjects,
  type Id,
} from "@printermaster/contracts";
import {
  JetStreamError,
  jetstreamManager,
  type JetStreamManager,
  type StoredMsg,
} from "@nats-io/jetstream";
import type { NatsConnection } from "@nats-io/transport-node";
import type { LogName } from "../domain/offset.ts";

export interface Bounds {
  readonly first: number;
  readonly last: number;
}
export type LogBounds = Readonly<Partial<Record<LogName, Bounds>>>;

export const streamOf = {
  print: PRINT_LOG,
  fleet: FLEET_LOG,
  order: SHOP_LOG,
  availability: SHOP_LOG,
} as const satisfies Record<LogName, string>;
const subjectOf = {
  print: subjects.jobsOfBranch,
  fleet: subjects.fleetOfBranch,
  order: subjects.ordersOfBranch,
  availability: subjects.availabilityOfBranch,
} as const satisfies Record<LogName, unknown>;

/** A log may forget what is newer than its oldest, if it keeps only so many of each subject. */
export const keptPerSubject = (log: LogName): number => {
  const most = streams.find(({ name }) => name === streamOf[log])?.maxPerSubject ?? -1;
  return most > 0 ? most : Infinity;
};

const NOTHING = /message not found|no results/i;
const BATCH = 200;
const ANSWER_MS = 2000;

export class LogReader {
  readonly #manager: JetStreamManager;

  private constructor(manager: JetStreamManager) {
    this.#manager = manager;
  }

  static async open(nats: NatsConnection): Promise<LogReader> {
    const options = { checkAPI: false, timeout: ANSWER_MS };
    return new LogReader(await jetstreamManager(nats, options));
  }

  /** As the leaders know them. */
  async bounds(logs: readonly LogName[]): Promise<LogBounds> {
    const found = logs.map(async (log) => [log, await this.boundsOf(log)] as const);
    return Object.fromEntries(await Promise.all(found));
  }

  /** The branch's last sequence, as the leader knows it; 0 if it has none. */
  async lastOf(log: LogName, company: Id, branch: Id): Promise<number> {
    const query = { last_by_subj: subjectOf[log](company, branch) };
    const found = await this.#manager.streams.getMessage(streamOf[log], query);
    return found?.seq ?? 0;
  }

  /** Everything after `after` up to the leader's last, oldest first; `undefined` if that is more than `most`. */
  async after(
    log: LogName,
    company: Id,
    branch: Id,
    after: number,
    most: number,
  ): Promise<StoredMsg[] | undefined> {
    const last = await this.lastOf(log, company, branch);
    const read: StoredMsg[] = [];
    for (let from = after; from < last; from = read.at(-1)?.seq ?? from) {
      const batch = await this.#batch(log, subjectOf[log](company, branch), from + 1);
      // Any replica may answer, and one that lags does not have what its leader has.
      if (batch.length === 0) throw new Error(`${streamOf[log]} is read from a replica that lags`);
      read.push(...batch);
      if (read.length > most) return undefined;
    }
    return read;
  }

  /** The last sequence before that moment, of whatever branch. */
  async endBefore(log: LogName, moment: Date): Promise<number> {
    const query = { start_time: moment.toISOString() };
    const first = await this.#manager.direct.getMessage(streamOf[log], query);
    return first ? first.seq - 1 : (await this.boundsOf(log)).last;
  }

  async #batch(log: LogName, subject: string, seq: number): Promise<StoredMsg[]> {
    const found: StoredMsg[] = [];
    const query = { seq, next_by_subj: subject, batch: BATCH };
    try {
      for await (const one of await this.#manager.direct.getBatch(streamOf[log], query))
        found.push(one);
    } catch (error) {
      // Nothing there is told as an error.
      if (!(error instanceof JetStreamError) || !NOTHING.test(error.message)) throw error;
    }
    return found;
  }

  /** An empty log begins after its last. */
  async boundsOf(log: LogName): Promise<Bounds> {
    const { state } = await this.#manager.streams.info(streamOf[log]);
    const first = state.messages === 0 ? state.last_seq + 1 : state.first_seq;
    return { first, last: state.last_seq };
  }
}

/**
 * Orders from their log. A branch's open ones are folded when somebody asks for them, and kept: who asks next costs a
 * question to the log's leader and what is new since. Nothing has to be heard for that, so nothing can be missed.
 */
import {
  headers,
  SHOP_LOG,
  StoredOrderEvent,
  subjects,
  type Id,
  type Order,
} from "@printermaster/contracts";
import { jetstreamManager, type StoredMsg } from "@nats-io/jetstream";
import type { NatsConnection } from "@nats-io/transport-node";
import { Fault } from "../../domain/fault.ts";
import { jsonOf } from "../../adapters/json-of.ts";
import { storedEvents } from "../../jobs/adapters/stored-events.ts";
import type { LogReader } from "../../live/adapters/log-reader.ts";
import type { OrderReader } from "../app/ports.ts";
import { OpenOrders } from "../domain/open-orders.ts";
import { toldOrder, withoutFacts } from "../domain/order-emissions.ts";

const LIVE_MS = 86_400_000;
const MOST_BRANCHES = 500;

export async function foldedOrders(
  nats: NatsConnection,
  reader: LogReader,
  now: () => Date,
): Promise<OrderReader> {
  const stored = storedEvents((await jetstreamManager(nats, { checkAPI: false })).streams);
  const folds = new Map<string, BranchFold>();
  const since = () => new Date(now().getTime() - LIVE_MS);

  return {
    async order(company, orderId) {
      const subject = subjects.orderInAnyBranch(company, orderId);
      const last = await stored.newest(SHOP_LOG, subject, StoredOrderEvent);
      return last && withoutFacts(last.state);
    },

    async liveOrders(company, branch) {
      const key = `${company} ${branch}`;
      const fold = folds.get(key) ?? new BranchFold(reader, company, branch);
      // Those that nobody asks for are the first to go.
      folds.delete(key);
      folds.set(key, fold);
      if (folds.size > MOST_BRANCHES) folds.delete(folds.keys().next().value ?? "");
      try {
        return await fold.openSince(since());
      } catch (cause) {
        throw new Fault("storage-unavailable", cause);
      }
    },
  };
}

class BranchFold {
  readonly #open = new OpenOrders();
  readonly #reader: LogReader;
  readonly #company: Id;
  readonly #branch: Id;
  #through: number | undefined;
  #reading: Promise<void> = Promise.resolve();

  constructor(reader: LogReader, company: Id, branch: Id) {
    this.#reader = reader;
    this.#company = company;
    this.#branch = branch;
  }

  /** One after the other: the second reading has nothing left to do. */
  async openSince(since: Date): Promise<readonly Order[]> {
    this.#reading = this.#reading.catch(() => undefined).then(() => this.#readOn(since));
    await this.#reading;
    return this.#open.changedSince(since.toISOString());
  }

  async #readOn(since: Date): Promise<void> {
    let through = this.#through ?? (await this.#reader.endBefore("order", since));
    const found = await this.#reader.after("order", this.#company, this.#branch, through, Infinity);
    for (const message of found ?? []) {
      const told = toldBy(message);
      if (told) this.#open.take(told.order);
      through = message.seq;
    }
    this.#through = through;
  }
}

const toldBy = (message: StoredMsg) =>
  toldOrder({
    subject: message.subject,
    type: message.header.get(headers.type),
    sequence: message.seq,
    body: jsonOf(message),
    heardAt: message.time.toISOString(),
  });

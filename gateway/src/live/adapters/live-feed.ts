/**
 * Hears what happens in a branch for as long as somebody here looks at it, and compares it with the logs: after every
 * reconnect to NATS, and every few seconds, because a message that is lost without a later one leaves no other trace.
 */
import { pause, type Log } from "@printermaster/runtime";
import type { Msg, NatsConnection, Subscription } from "@nats-io/transport-node";
import type { LogName } from "../domain/offset.ts";
import { branchOfRoom } from "../domain/rooms.ts";
import type { View } from "../domain/view.ts";
import type { Audience } from "./audience.ts";
import { BranchTails, tellInOrder } from "./branch-tails.ts";
import { compareWithLogs, extendBack, type CannotCover } from "./compare-with-logs.ts";
import { liveSubjects } from "./live-subjects.ts";
import type { LogReader } from "./log-reader.ts";
import { heardLive, type News } from "./stored-news.ts";
import { toldTogether, type Ear } from "./told-together.ts";

export interface LiveFeedDeps {
  readonly nats: NatsConnection;
  readonly reader: LogReader;
  readonly view: View;
  readonly audience: Pick<Audience, "onRooms">;
  readonly now: () => Date;
  readonly log: Log;
}

export interface Listener {
  stored(room: string, log: LogName, sequence: number, news: News): void;
  step(room: string, news: News): void;
  /** More was missed than is told again. */
  lost(room: string): void;
}

const COMPARE_EVERY_MS = 2000;
/** What was stored before the log's end was read has arrived by then, unless it was lost. */
const ON_ITS_WAY_MS = 100;
const RETRY_MS = 250;

export class LiveFeed {
  readonly view: View;
  readonly #deps: LiveFeedDeps;
  readonly #branches = new Map<string, BranchTails>();
  readonly #subscriptions = new Map<string, Subscription[]>();
  readonly #covering = new Map<string, Promise<CannotCover | undefined>>();
  readonly #timer: NodeJS.Timeout;
  readonly #ear: Ear;
  #listener: Listener | undefined;
  #running: Promise<void> = Promise.resolve();
  #waiting: Promise<void> | undefined;
  #opening = false;
  #stopped = false;

  constructor(deps: LiveFeedDeps) {
    this.#deps = deps;
    this.view = deps.view;
    this.#ear = toldTogether(deps.now);
    deps.audience.onRooms(
      (room) => this.#begin(room),
      (room) => this.#end(room),
    );
    this.#timer = setInterval(() => void this.compare().catch(() => undefined), COMPARE_EVERY_MS);
    void this.#followConnection();
  }

  listen(listener: Listener): void {
    this.#listener = listener;
  }

  stop(): void {
    this.#stopped = true;
    clearInterval(this.#timer);
    this.#ear.close();
  }

  branch(room: string): BranchTails | undefined {
    return this.#branches.get(room);
  }

  /** When everything that is stored in it from then on is heard, or nobody looks at it any more. */
  async opened(room: string): Promise<void> {
    await this.#branches.get(room)?.opened;
  }

  /** One comparison serves all who ask before it begins. */
  compare(): Promise<void> {
    this.#waiting ??= this.#running
      .catch(() => undefined)
      .then(() => {
        this.#waiting = undefined;
        this.#running = this.#compareAll();
        return this.#running;
      });
    return this.#waiting;
  }

  /** Makes a branch's tail reach back to `since`. */
  async cover(room: string, log: LogName, since: number): Promise<CannotCover | undefined> {
    const key = `${room} ${log}`;
    for (;;) {
      const branch = this.#branches.get(room);
      const base = () => branch?.tails?.[log]?.base ?? 0;
      if (!branch?.tails || base() <= since) return undefined;
      const covering = this.#covering.get(key);
      const reading = covering ?? extendBack(this.#deps.reader, branch, log, since, this.view);
      this.#covering.set(key, reading);
      const cannot = await reading.finally(() => this.#covering.delete(key));
      // Somebody else's question may have been too large, or reached less far than ours.
      if (cannot && base() > since) return cannot;
    }
  }

  #begin(room: string): void {
    const name = branchOfRoom(room);
    if (!name) return;
    const tell = (log: LogName, sequence: number, news: News) =>
      this.#listener?.stored(room, log, sequence, news);
    const branch = new BranchTails(room, name, this.view.logs, tell);
    this.#branches.set(room, branch);
    const told = (message: Msg, at: Date) => {
      if (this.#branches.get(room) !== branch) return;
      const { stored, news } = heardLive(this.view, message, at.toISOString()) ?? {};
      if (stored && news) branch.hear(stored.log, stored.sequence, news);
      else if (news) this.#listener?.step(room, news);
    };
    const callback = (error: Error | null, message: Msg) => {
      if (!error) this.#ear.hear(message, told);
    };
    const subscriptions = this.view.logs.map((log) =>
      this.#deps.nats.subscribe(liveSubjects[log](name.company, name.branch), { callback }),
    );
    this.#subscriptions.set(room, subscriptions);
    void this.#openAll();
  }

  #end(room: string): void {
    this.#subscriptions.get(room)?.forEach((subscription) => subscription.unsubscribe());
    this.#subscriptions.delete(room);
    this.#branches.get(room)?.close();
    this.#branches.delete(room);
  }

  /** Rooms that come into being together are opened together. */
  async #openAll(): Promise<void> {
    if (this.#opening) return;
    this.#opening = true;
    while (!this.#stopped && this.#unopened().length > 0) {
      try {
        const fresh = this.#unopened();
        await this.#deps.nats.flush();
        const bounds = await this.#deps.reader.bounds(this.view.logs);
        for (const branch of fresh) {
          branch.open(bounds);
          tellInOrder(branch.release());
        }
      } catch (err) {
        this.#deps.log.warn({ event: "live-open", err }, "the logs' ends cannot be read yet");
        await pause(RETRY_MS);
      }
    }
    this.#opening = false;
  }

  #unopened = () => [...this.#branches.values()].filter(({ tails }) => !tails);

  async #compareAll(): Promise<void> {
    const opened = [...this.#branches.values()].filter(({ tails }) => tails);
    if (opened.length === 0 || this.#stopped) return;
    await this.#deps.nats.flush();
    const bounds = await this.#deps.reader.bounds(this.view.logs);
    const held = opened.filter(({ isHeld }) => isHeld);
    if (held.length === 0) await pause(ON_ITS_WAY_MS);
    const { missed, lost } = await compareWithLogs(this.#deps.reader, opened, bounds, this.view);
    if (missed.length > 0 && held.length === 0)
      this.#deps.log.warn({ event: "live-gap", missed: missed.length }, "a gap is filled");
    tellInOrder([...missed, ...held.flatMap((branch) => branch.release())]);
    for (const branch of opened) branch.comparedThrough(bounds);
    for (const { room } of lost) {
      this.#deps.log.warn({ event: "live-gap", room }, "more was missed than is told again");
      this.#listener?.lost(room);
    }
  }

  async #followConnection(): Promise<void> {
    for await (const { type } of this.#deps.nats.status()) {
      if (type === "disconnect") for (const branch of this.#branches.values()) branch.hold();
      if (type === "reconnect") void this.#catchUp();
    }
  }

  async #catchUp(): Promise<void> {
    while (!this.#stopped && [...this.#branches.values()].some((b) => b.tails && b.isHeld)) {
      try {
        await this.compare();
      } catch (err) {
        this.#deps.log.warn({ event: "live-compare", err }, "the logs cannot be compared yet");
        await pause(RETRY_MS);
      }
    }
  }
}

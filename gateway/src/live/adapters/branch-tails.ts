/** What this gateway knows of one branch that somebody here looks at. */
import { LOGS, type LogName } from "../domain/offset.ts";
import type { BranchName } from "../domain/rooms.ts";
import { Tail } from "../domain/tail.ts";
import type { LogBounds } from "./log-reader.ts";
import type { News } from "./stored-news.ts";

interface Early {
  readonly log: LogName;
  readonly sequence: number;
  readonly news: News;
}

export class BranchTails {
  readonly room: string;
  readonly name: BranchName;
  readonly #tell: (log: LogName, sequence: number, news: News) => void;
  #tails: Readonly<Record<LogName, Tail<News>>> | undefined;
  /** While it is not known what came before, what is heard waits. */
  #held: Early[] | undefined = [];
  #opened = Promise.withResolvers<void>();

  constructor(
    room: string,
    name: BranchName,
    tell: (log: LogName, sequence: number, news: News) => void,
  ) {
    this.room = room;
    this.name = name;
    this.#tell = tell;
  }

  get tails(): Readonly<Record<LogName, Tail<News>>> | undefined {
    return this.#tails;
  }

  get opened(): Promise<void> {
    return this.#opened.promise;
  }

  get isHeld(): boolean {
    return this.#held !== undefined;
  }

  hear(log: LogName, sequence: number, news: News): void {
    if (this.#held) this.#held.push({ log, sequence, news });
    else this.take(log, sequence, news);
  }

  take(log: LogName, sequence: number, news: News): boolean {
    const isNews = this.#tails?.[log].add(sequence, news) ?? false;
    if (isNews) this.#tell(log, sequence, news);
    return isNews;
  }

  /** The connection is gone: what comes after it may not be told before what came meanwhile. */
  hold(): void {
    this.#held ??= [];
  }

  /** All that is stored after these ends is heard, for the subscription was there before they were read. */
  open(bounds: LogBounds): void {
    this.#tails ??= { print: new Tail(bounds.print.last), fleet: new Tail(bounds.fleet.last) };
    this.#opened.resolve();
  }

  release(): void {
    const held = this.#held ?? [];
    this.#held = undefined;
    for (const log of LOGS) {
      const ofLog = held.filter((one) => one.log === log).sort((a, b) => a.sequence - b.sequence);
      for (const { sequence, news } of ofLog) this.take(log, sequence, news);
    }
  }

  /** Nobody looks any more; whoever waited for it goes on and finds it gone. */
  close(): void {
    this.#opened.resolve();
  }
}

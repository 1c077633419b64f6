/** What this gateway knows of one branch that somebody here looks at. */
import type { LogName } from "../domain/offset.ts";
import type { BranchName } from "../domain/rooms.ts";
import { Tail } from "../domain/tail.ts";
import type { LogBounds } from "./log-reader.ts";
import type { News } from "./stored-news.ts";

export interface Found {
  readonly branch: BranchTails;
  readonly log: LogName;
  readonly sequence: number;
  readonly item: News;
}

/** A log's order is one for all branches: a client's offset is. */
export function tellInOrder(found: readonly Found[]): void {
  const ordered = [...found].sort((a, b) => a.sequence - b.sequence);
  for (const { branch, log, sequence, item } of ordered) branch.take(log, sequence, item);
}

export type Tails = Readonly<Partial<Record<LogName, Tail<News>>>>;

export class BranchTails {
  readonly room: string;
  readonly name: BranchName;
  readonly logs: readonly LogName[];
  readonly #tell: (log: LogName, sequence: number, news: News) => void;
  #tails: Tails | undefined;
  /** While it is not known what came before, what is heard waits. */
  #held: Found[] | undefined = [];
  #opened = Promise.withResolvers<void>();

  constructor(
    room: string,
    name: BranchName,
    logs: readonly LogName[],
    tell: (log: LogName, sequence: number, news: News) => void,
  ) {
    this.room = room;
    this.name = name;
    this.logs = logs;
    this.#tell = tell;
  }

  get tails(): Tails | undefined {
    return this.#tails;
  }

  get opened(): Promise<void> {
    return this.#opened.promise;
  }

  get isHeld(): boolean {
    return this.#held !== undefined;
  }

  hear(log: LogName, sequence: number, news: News): void {
    if (this.#held) this.#held.push({ branch: this, log, sequence, item: news });
    else this.take(log, sequence, news);
  }

  take(log: LogName, sequence: number, news: News): boolean {
    const isNews = this.#tails?.[log]?.add(sequence, news) ?? false;
    if (isNews) this.#tell(log, sequence, news);
    return isNews;
  }

  /** The connection is gone: what comes after it may not be told before what came meanwhile. */
  hold(): void {
    this.#held ??= [];
  }

  /** All that is stored after these ends is heard, for the subscription was there before they were read. */
  open(bounds: LogBounds): void {
    this.#tails ??= Object.fromEntries(
      this.logs.map((log) => [log, new Tail<News>(bounds[log]?.last ?? 0)]),
    );
    this.#opened.resolve();
  }

  release(): Found[] {
    const held = this.#held ?? [];
    this.#held = undefined;
    return held;
  }

  comparedThrough(bounds: LogBounds): void {
    for (const log of this.logs) this.#tails?.[log]?.comparedThrough(bounds[log]?.last ?? 0);
  }

  /** Nobody looks any more; whoever waited for it goes on and finds it gone. */
  close(): void {
    this.#opened.resolve();
  }
}

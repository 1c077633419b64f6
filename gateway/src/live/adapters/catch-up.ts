/** What a client with an offset has missed of its branches. */
import type { SyncRequired } from "@printermaster/contracts";
import {
  positionIn,
  positionOf,
  type LogName,
  type Offset,
  type Position,
} from "../domain/offset.ts";
import type { Tail } from "../domain/tail.ts";
import type { Emission } from "../domain/view.ts";
import { MOST_MISSED } from "./compare-with-logs.ts";
import type { LiveFeed } from "./live-feed.ts";
import type { News } from "./stored-news.ts";

export interface Resume {
  /** As its connection had them; only those that its token allows now are told of. */
  readonly rooms: ReadonlySet<string>;
  readonly offset: Offset;
}

export interface Missed {
  readonly emission: Emission;
  readonly offset: Offset;
}

type Reason = SyncRequired["reason"];

/** After its last `await` all is read in one tick, so that what is heard meanwhile is either in it or told live. */
export async function catchUp(
  feed: LiveFeed,
  rooms: readonly string[],
  { rooms: before, offset }: Resume,
): Promise<readonly Missed[] | Reason> {
  const resumed = rooms.filter((room) => before.has(room));
  if (resumed.length !== before.size) return "incomplete";
  const { logs } = feed.view;
  const at = (log: LogName) => positionOf(offset, log);
  const tails = (log: LogName) => resumed.flatMap((room) => feed.branch(room)?.tails?.[log] ?? []);
  if (logs.some((log) => isAhead(tails(log), at(log)))) await feed.compare();
  for (const log of logs) {
    if (isAhead(tails(log), at(log))) return "unknown";
    for (const room of resumed) {
      const cannot = await feed.cover(room, log, at(log).since);
      if (cannot) return cannot;
    }
  }
  if (logs.some((log) => !agrees(tails(log), at(log)))) await feed.compare();
  for (const log of logs) {
    if (tails(log).some(({ base }) => base > at(log).since)) return "too-many";
    if (!agrees(tails(log), at(log))) return "incomplete";
  }
  const missed = missedIn(logs, tails, offset);
  return missed.length > MOST_MISSED ? "too-many" : missed;
}

const isAhead = (tails: readonly Tail<News>[], { at }: Position): boolean =>
  tails.length > 0 && at > positionIn(tails).at;

/** Whoever told the client was not missing anything. */
const agrees = (tails: readonly Tail<News>[], { since, at, told }: Position): boolean =>
  told === tails.reduce((sum, tail) => sum + tail.count(since, at), 0);

function missedIn(
  logs: readonly LogName[],
  tails: (log: LogName) => readonly Tail<News>[],
  from: Offset,
): Missed[] {
  const missed: Missed[] = [];
  let reached = from;
  for (const log of logs) {
    for (const { sequence, item, skip } of entriesAfter(tails(log), positionOf(from, log)))
      for (const [index, emission] of item.emissions.entries()) {
        if (index < skip) continue;
        const part = index + 1 < item.emissions.length ? index + 1 : 0;
        reached = { ...reached, [log]: positionIn(tails(log), sequence, part) };
        missed.push({ emission, offset: reached });
      }
  }
  return missed;
}

function entriesAfter(tails: readonly Tail<News>[], { at, part }: Position) {
  const begun = part > 0 ? tails.flatMap((tail) => tail.find(at) ?? []) : [];
  return [
    ...begun.map((entry) => ({ ...entry, skip: part })),
    ...tails
      .flatMap((tail) => tail.after(at))
      .sort((a, b) => a.sequence - b.sequence)
      .map((entry) => ({ ...entry, skip: 0 })),
  ];
}

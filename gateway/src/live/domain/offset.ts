/**
 * How far a client has been told, as it keeps it for us: a position in each log. A gateway hears a branch's events in
 * the log's order, but might miss one without knowing; so a position says up to where the log was compared, and how
 * many events have been told since. Whoever goes on from it counts them in the log: docs/adr/0011.
 */
import type { Tail } from "./tail.ts";

export interface Position {
  /** All up to here have been told, if `told` is right. */
  readonly at: number;
  /** All up to here have been told for certain. */
  readonly since: number;
  /** How many of the client's branches were told after `since` up to `at`. */
  readonly told: number;
  /** Of the last one only this many emissions were sent. */
  readonly part: number;
}

/** What a namespace is fed from, in the order in which its offsets name them. `order` and `availability` share a stream. */
export type LogName = "print" | "fleet" | "order" | "availability";
export type Offset = Readonly<Partial<Record<LogName, Position>>>;

/** Of no branch at all there is nothing to go on from. */
const NOWHERE: Position = { at: 0, since: 0, told: 0, part: 0 };

export const positionOf = (offset: Offset, log: LogName): Position => offset[log] ?? NOWHERE;

export function positionIn(tails: readonly Tail<unknown>[], upTo = Infinity, part = 0): Position {
  if (tails.length === 0) return NOWHERE;
  const compared = Math.min(...tails.map(({ through }) => through));
  const known = Math.max(compared, ...tails.map(({ base }) => base));
  const since = Math.min(known, upTo);
  const at = upTo === Infinity ? Math.max(since, ...tails.map(({ last }) => last)) : upTo;
  const told = tails.reduce((sum, tail) => sum + tail.count(since, at), 0);
  return { at, since, told, part };
}

const textOf = ({ at, since, told, part }: Position) => [at, at - since, told, part].join("-");

export const formatOffset = (offset: Offset, logs: readonly LogName[]): string =>
  logs.map((log) => textOf(positionOf(offset, log))).join(".");

const NUMBER = String.raw`(\d{1,15})`;
const POSITION = new RegExp(`^${[NUMBER, NUMBER, NUMBER, NUMBER].join("-")}$`);

export function parseOffset(text: string, logs: readonly LogName[]): Offset | undefined {
  const parts = text.split(".", logs.length + 1);
  if (parts.length !== logs.length) return undefined;
  const offset: Partial<Record<LogName, Position>> = {};
  for (const [index, log] of logs.entries()) {
    const [, ...numbers] = POSITION.exec(parts[index] ?? "") ?? [];
    if (numbers.length === 0) return undefined;
    const [at = 0, back = 0, told = 0, part = 0] = numbers.map(Number);
    offset[log] = { at, since: Math.max(0, at - back), told, part };
  }
  return offset;
}

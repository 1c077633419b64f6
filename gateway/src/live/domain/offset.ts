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

export const LOGS = ["print", "fleet"] as const;
export type LogName = (typeof LOGS)[number];
export type Offset = Readonly<Record<LogName, Position>>;

/** Of no branch at all there is nothing to go on from. */
const NOWHERE: Position = { at: 0, since: 0, told: 0, part: 0 };

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

export const formatOffset = (offset: Offset): string =>
  LOGS.map((log) => textOf(offset[log])).join(".");

const NUMBER = String.raw`(\d{1,15})`;
const POSITION = [NUMBER, NUMBER, NUMBER, NUMBER].join("-");
const OFFSET = new RegExp(`^${POSITION}\\.${POSITION}$`);

export function parseOffset(text: string): Offset | undefined {
  const [, ...numbers] = OFFSET.exec(text) ?? [];
  if (numbers.length === 0) return undefined;
  const read = (from: number): Position => {
    const [at = 0, back = 0, told = 0, part = 0] = numbers.slice(from, from + 4).map(Number);
    return { at, since: Math.max(0, at - back), told, part };
  };
  return { print: read(0), fleet: read(4) };
}

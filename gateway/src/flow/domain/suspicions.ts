/** Which listeners look like a leak. */
import type { ListenerCount } from "@printermaster/contracts";

export type Count = Omit<ListenerCount, "suspicion">;

/** Ours are one to an event, and what libraries add are a few. Node itself warns of eleven. */
const MOST_ON_ONE = 10;
/** Each new count a new record, while there were not more sockets: so many times in a row. */
const GROWTHS = 5;

export interface Sample {
  readonly sockets: number;
  readonly counts: readonly Count[];
}

const keyOf = ({ on, event }: Count): string => `${on} ${event}`;

/** `earlier` is oldest first. */
export function withSuspicions(earlier: readonly Sample[], now: Sample): ListenerCount[] {
  const history = [...earlier, now].slice(-(GROWTHS + 1));
  return now.counts.map((count) => {
    if (count.mostOnOne > MOST_ON_ONE) return { ...count, suspicion: "too-many-on-one" };
    return grows(history, keyOf(count)) ? { ...count, suspicion: "growing" } : count;
  });
}

function grows(history: readonly Sample[], key: string): boolean {
  if (history.length <= GROWTHS) return false;
  const [first] = history;
  const points = history.map(({ sockets, counts }) => ({
    sockets,
    count: counts.find((one) => keyOf(one) === key)?.count ?? 0,
  }));
  const moreSockets = points.some(({ sockets }) => sockets > (first?.sockets ?? 0));
  if (moreSockets) return false;
  return points.every(({ count }, at) => at === 0 || count > (points[at - 1]?.count ?? 0));
}

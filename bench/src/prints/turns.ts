/** The rounds' turns of one contestant as one, and ours beside another's. */
import { sumOfTimes, type ProcessorTime } from "../loads/processor-time.ts";
import type { Turn } from "../loads/turn.ts";
import { median, medianOfRounds, perName, type Summary } from "../statistics.ts";

export interface MedianTurn {
  readonly alone: Summary;
  readonly perSecond: number;
  readonly saturated: Summary;
  /** Seconds of processor for 1,000 prints. */
  readonly processor: ProcessorTime;
  readonly processorSum: number;
  readonly half: Offered;
  readonly eighty: Offered | undefined;
  readonly failed: number;
}

export interface Offered {
  readonly perSecond: number;
  readonly told: Summary;
  readonly accepted: Summary;
  readonly spooled: Summary;
}

export interface PeerRatios {
  readonly alone: number;
  readonly half: number;
  readonly processor: number;
  readonly perSecond: number;
}

export function turnOf(turns: readonly Turn[]): MedianTurn {
  const names = [...new Set(turns.flatMap(({ processor }) => Object.keys(processor)))];
  const eighties = turns.flatMap(({ eighty }) => eighty ?? []);
  const halves = turns.map(({ half }) => half);
  return {
    alone: medianOfRounds(turns.map(({ alone }) => alone.told)),
    perSecond: median(turns.map(({ saturated }) => saturated.perSecond)),
    saturated: medianOfRounds(turns.map(({ saturated }) => saturated.told)),
    processor: perName(names, (name) => median(turns.map((t) => t.processor[name] ?? 0))),
    processorSum: median(turns.map(({ processor }) => sumOfTimes(processor))),
    half: offered(halves),
    eighty: eighties.length > 0 ? offered(eighties) : undefined,
    failed: turns
      .flatMap(({ alone, saturated, half, eighty }) => [alone, saturated, half, eighty])
      .reduce((sum, loop) => sum + (loop?.failed ?? 0), 0),
  };
}

const offered = (loops: readonly Offered[]): Offered => ({
  perSecond: median(loops.map(({ perSecond }) => perSecond)),
  told: medianOfRounds(loops.map(({ told }) => told)),
  accepted: medianOfRounds(loops.map(({ accepted }) => accepted)),
  spooled: medianOfRounds(loops.map(({ spooled }) => spooled)),
});

/** Of each round for itself, then the middle one. */
export function shareOfPeers(
  rounds: readonly { readonly turns: Readonly<Record<string, Turn>> }[],
  one: string,
  other: string,
): PeerRatios {
  const ratio = (of: (turn: Turn) => number): number =>
    median(
      rounds.flatMap(({ turns: { [one]: ours, [other]: theirs } }) =>
        ours && theirs ? [of(ours) / of(theirs)] : [],
      ),
    );
  return {
    alone: ratio(({ alone }) => alone.told.p50),
    half: ratio(({ half }) => half.told.p50),
    processor: ratio(({ processor }) => sumOfTimes(processor)),
    perSecond: ratio(({ saturated }) => saturated.perSecond),
  };
}

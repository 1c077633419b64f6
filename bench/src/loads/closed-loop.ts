/** So many in flight that each waits for its own end before the next: one, to see a print alone, or enough that somebody always waits. */
import { summarize, type Summary } from "../statistics.ts";
import type { Contestant } from "./contestant.ts";

export interface ClosedLoop {
  readonly told: Summary;
  readonly perSecond: number;
  readonly failed: number;
}

export interface Amount {
  readonly prints: number;
  /** A slow machine ends earlier. */
  readonly mostMs: number;
}

/** More is no noise. */
const MOST_FAILED = 10;

/** The printers take turns. */
export async function closedLoop(
  { print, printers }: Contestant,
  inFlight: number,
  { prints, mostMs }: Amount,
): Promise<ClosedLoop> {
  const started = performance.now();
  const told: number[] = [];
  let begun = 0;
  let failed = 0;
  const work = async (): Promise<void> => {
    while (begun < prints && performance.now() - started < mostMs) {
      try {
        const one = await print(begun++ % printers);
        told.push(one.told - one.submitted);
      } catch (error) {
        if (++failed > MOST_FAILED) throw error;
      }
    }
  };
  await Promise.all(Array.from({ length: inFlight }, work));
  const seconds = (performance.now() - started) / 1000;
  return { told: summarize(told), perSecond: told.length / seconds, failed };
}

/** What a print takes and costs in some shape of the system. */
import { closedLoop } from "../loads/closed-loop.ts";
import type { Contestant } from "../loads/contestant.ts";
import { sumOfTimes } from "../loads/processor-time.ts";
import { IN_FLIGHT, saturate } from "../loads/turn.ts";
import { median, medianOfRounds, type Summary } from "../statistics.ts";

export interface Cost {
  readonly told: Summary;
  readonly perSecond: number;
  /** Seconds of processor for 1,000 prints. */
  readonly processor: number;
}

const ROUNDS = 3;
const WARM_UP = { prints: 300, mostMs: 5000 };
const ALONE = { prints: 80, mostMs: 2500 };
const SATURATING = { prints: 250, mostMs: 2500 };

export async function costOfAPrint(ours: Contestant, signal: AbortSignal): Promise<Cost> {
  await closedLoop(ours, IN_FLIGHT, WARM_UP);
  const told: Summary[] = [];
  const perSecond: number[] = [];
  const processor: number[] = [];
  while (told.length < ROUNDS) {
    signal.throwIfAborted();
    told.push((await closedLoop(ours, 1, ALONE)).told);
    const full = await saturate(ours, SATURATING.prints, SATURATING.mostMs);
    perSecond.push(full.saturated.perSecond);
    processor.push(sumOfTimes(full.processor));
  }
  return {
    told: medianOfRounds(told),
    perSecond: median(perSecond),
    processor: median(processor),
  };
}

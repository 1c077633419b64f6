/** One contestant's turn: alone, saturated, and at shares of what it can do. */
import { closedLoop, type ClosedLoop } from "./closed-loop.ts";
import type { Contestant } from "./contestant.ts";
import { openLoop, type OpenLoop } from "./open-loop.ts";
import { processorTime, timeAPrint, type ProcessorTime } from "./processor-time.ts";

export const IN_FLIGHT = 16;

export interface Turn {
  readonly alone: ClosedLoop;
  readonly saturated: ClosedLoop;
  /** Milliseconds a print, by process, while saturated. */
  readonly processor: ProcessorTime;
  readonly half: OpenLoop;
  readonly eighty?: OpenLoop | undefined;
}

export interface TurnSize {
  readonly prints: number;
  readonly saturatingPrints: number;
  readonly openMs: number;
  readonly atEighty: boolean;
}

/** `most`: nobody is asked for more a second at half load than half of that. */
export async function takeTurn(
  contestant: Contestant,
  { prints, saturatingPrints, openMs, atEighty }: TurnSize,
  most = Infinity,
): Promise<Turn> {
  await contestant.prepare?.();
  const alone = await closedLoop(contestant, 1, { prints, mostMs: openMs });
  const { saturated, processor } = await saturate(contestant, saturatingPrints, openMs);
  const full = Math.min(saturated.perSecond, most);
  const half = await openLoop(contestant, 0.5 * full, openMs);
  const eighty = atEighty ? await openLoop(contestant, 0.8 * full, openMs) : undefined;
  return { alone, saturated, processor, half, eighty };
}

export async function saturate(
  contestant: Contestant,
  prints: number,
  mostMs: number,
): Promise<Pick<Turn, "saturated" | "processor">> {
  const before = await processorTime(contestant.processes());
  const saturated = await closedLoop(contestant, IN_FLIGHT, { prints, mostMs });
  const after = await processorTime(contestant.processes());
  return { saturated, processor: timeAPrint(before, after, saturated.told.n) };
}

/** What the logs and the database gain with each print, and how far behind the log the lists are meanwhile. */
import { DOCUMENTS, PRINT_LOG } from "@printermaster/contracts";
import { connectNats, createLog, EventStreams, pause } from "@printermaster/runtime";
import { saturate } from "../loads/turn.ts";
import {
  catchUp,
  watchProjector,
  type CaughtUp,
  type ProjectorWatch,
} from "../shapes/projector.ts";
import type { Stage } from "../shapes/stage.ts";
import { summarize, type Summary } from "../statistics.ts";

export interface Growth {
  readonly prints: number;
  /** Bytes, by stream. */
  readonly bytesAPrint: Readonly<Record<string, number>>;
  /** Events between the log's end and the database, looked at while saturated. */
  readonly lag: Summary;
  readonly perSecond: number;
  /** After the load's end. */
  readonly caughtUp: CaughtUp;
}

const PRINTS = 1500;
const MOST_MS = 15_000;
const LOOK_EVERY_MS = 50;

export async function growth({ stack, ours }: Stage): Promise<Growth> {
  const watch = await watchProjector(stack);
  const sizes = await streamSizes(stack.natsUrl);
  const before = await sizes.now();
  const looking = new AbortController();
  const lags = look(watch, looking.signal);
  const { saturated } = await saturate(ours, PRINTS, MOST_MS);
  looking.abort();
  const caughtUp = await catchUp(watch);
  const after = await sizes.now();
  await sizes.close();
  await watch.close();
  const prints = saturated.told.n;
  const each = (name: string) => ((after[name] ?? 0) - (before[name] ?? 0)) / prints;
  return {
    prints,
    bytesAPrint: { [PRINT_LOG]: each(PRINT_LOG), [DOCUMENTS]: each(DOCUMENTS) },
    lag: summarize(await lags),
    perSecond: saturated.perSecond,
    caughtUp,
  };
}

async function look(watch: ProjectorWatch, signal: AbortSignal): Promise<number[]> {
  const lags: number[] = [];
  while (!signal.aborted) {
    const position = await watch.position();
    lags.push(Math.max(0, (await watch.end()) - position));
    await pause(LOOK_EVERY_MS);
  }
  return lags;
}

async function streamSizes(natsUrl: string) {
  const nats = await connectNats(natsUrl, "bench", createLog("bench", "growth", "silent"));
  const { client } = await EventStreams.open(nats);
  const manager = await client.jetstreamManager(false);
  return {
    async now(): Promise<Record<string, number>> {
      const bytes: Record<string, number> = {};
      for await (const { config, state } of manager.streams.list())
        bytes[config.name] = state.bytes;
      return bytes;
    },
    close: () => nats.close(),
  };
}

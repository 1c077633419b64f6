/** What a print costs in durable writes: messages on disk in every stream and bucket of the stack. */
import { EventStreams, connectNats, createLog } from "@printermaster/runtime";
import { FLOOR_STREAM } from "../floors/cas-append.ts";

/** By stream, how many messages it has ever taken. */
export type Writes = Readonly<Record<string, number>>;

export interface WriteCounter {
  readonly now: () => Promise<Writes>;
  readonly close: () => Promise<void>;
}

/** Leases and limits live in memory, so nothing is written for them. */
export async function countWrites(natsUrl: string): Promise<WriteCounter> {
  const nats = await connectNats(natsUrl, "bench", createLog("bench", "writes", "silent"));
  const { client } = await EventStreams.open(nats);
  const manager = await client.jetstreamManager(false);
  return {
    async now() {
      const writes: Record<string, number> = {};
      for await (const { config, state } of manager.streams.list())
        if (config.storage === "file" && config.name !== FLOOR_STREAM)
          writes[config.name] = state.last_seq;
      return writes;
    },
    close: () => nats.close(),
  };
}

/** Only the streams that were written to. */
export function writesAPrint(before: Writes, after: Writes, prints: number): Writes {
  const grown = Object.entries(after).map(
    ([name, last]) => [name, (last - (before[name] ?? 0)) / prints] as const,
  );
  return Object.fromEntries(grown.filter(([, writes]) => writes > 0));
}

export const sumOf = (writes: Writes): number =>
  Object.values(writes).reduce((sum, some) => sum + some, 0);

/** Where the projector is in the print log, as the database says. */
import { PRINT_LOG } from "@printermaster/contracts";
import { connectNats, createLog, EventStreams, pause } from "@printermaster/runtime";
import type { Stack } from "@printermaster/infra";
import postgres from "postgres";

export interface ProjectorWatch {
  readonly position: () => Promise<number>;
  readonly end: () => Promise<number>;
  /** The rest of the log is not carried: prints are to be timed, and what it does with them was. */
  readonly skipToEnd: () => Promise<void>;
  readonly close: () => Promise<void>;
}

export async function watchProjector({ databaseUrl, natsUrl }: Stack): Promise<ProjectorWatch> {
  const sql = postgres(databaseUrl, { max: 1, onnotice() {} });
  const nats = await connectNats(natsUrl, "bench", createLog("bench", "projector", "silent"));
  const streams = await EventStreams.open(nats);
  return {
    async position() {
      const [row] = await sql`select sequence from read.checkpoint where stream = ${PRINT_LOG}`;
      return Number(row?.["sequence"] ?? 0);
    },
    end: () => streams.lastSequence(PRINT_LOG),
    async skipToEnd() {
      const end = await streams.lastSequence(PRINT_LOG);
      await sql`update read.checkpoint set sequence = ${end} where stream = ${PRINT_LOG} and sequence < ${end}`;
    },
    async close() {
      await sql.end();
      await nats.close();
    },
  };
}

export interface CaughtUp {
  readonly events: number;
  readonly seconds: number;
  readonly perSecond: number;
  /** It was not waited for any longer. */
  readonly left: number;
}

const LOOK_EVERY_MS = 50;
/** A rate needs no more. */
const MOST_MS = 45_000;

/** From where it was when first looked at; what is written meanwhile counts too. */
export async function catchUp(watch: ProjectorWatch, signal?: AbortSignal): Promise<CaughtUp> {
  const from = await watch.position();
  const started = performance.now();
  for (;;) {
    const [position, end] = [await watch.position(), await watch.end()];
    const seconds = (performance.now() - started) / 1000;
    const events = position - from;
    if (position >= end || seconds * 1000 > MOST_MS)
      return { events, seconds, perSecond: events / seconds, left: end - position };
    await pause(LOOK_EVERY_MS, signal);
  }
}

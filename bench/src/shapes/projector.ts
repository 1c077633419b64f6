/** Where the projector is in the print log, as the database says. */
import { PRINT_LOG } from "@printermaster/contracts";
import { connectNats, createLog, EventStreams, pause } from "@printermaster/runtime";
import type { Stack } from "@printermaster/infra";
import postgres from "postgres";

export interface ProjectorWatch {
  readonly position: () => Promise<number>;
  readonly end: () => Promise<number>;
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
}

const LOOK_EVERY_MS = 50;
const CATCHES_UP_WITHIN_MS = 300_000;

/** From where it was when first looked at; what is written meanwhile counts too. */
export async function catchUp(watch: ProjectorWatch, signal?: AbortSignal): Promise<CaughtUp> {
  const from = await watch.position();
  const started = performance.now();
  for (;;) {
    const [position, end] = [await watch.position(), await watch.end()];
    const seconds = (performance.now() - started) / 1000;
    const events = position - from;
    if (position >= end) return { events, seconds, perSecond: events / seconds };
    if (seconds * 1000 > CATCHES_UP_WITHIN_MS)
      throw new Error(`the projector is ${end - position} events behind after ${seconds} s`);
    await pause(LOOK_EVERY_MS, signal);
  }
}

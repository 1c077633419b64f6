/** How full the log is, as this process last heard: asked at most once a second, and only while somebody submits. */
import { JetStreamApiError } from "@nats-io/jetstream";
import { PRINT_LOG } from "@printermaster/contracts";
import type { EventStreams } from "@printermaster/runtime";
import type { LogRoom } from "../app/ports.ts";

/** The rest is for what becomes of accepted jobs. */
const NEW_JOBS_UP_TO = 0.85;
const FRESH_MS = 1000;

export function logRoom(streams: EventStreams, nowMs: () => number): LogRoom {
  let room: boolean | undefined;
  let freshUntil = -Infinity;
  let asking: Promise<boolean> | undefined;

  const ask = () =>
    (asking ??= hasRoom(streams)
      // Unknown is no reason to refuse: a log without room says so itself.
      .catch(() => room ?? true)
      .then((has) => {
        freshUntil = nowMs() + FRESH_MS;
        asking = undefined;
        return (room = has);
      }));

  return {
    async forNewJobs() {
      if (room !== undefined && nowMs() < freshUntil) return room;
      const asked = ask();
      // Who was told of room need not wait: what a second lets in is far less than the rest that is kept.
      return room ? true : await asked;
    },
    ranOut: (error) =>
      error instanceof JetStreamApiError && error.message === "maximum bytes exceeded",
  };
}

async function hasRoom(streams: EventStreams): Promise<boolean> {
  const manager = await streams.client.jetstreamManager(false);
  const { config, state } = await manager.streams.info(PRINT_LOG);
  return config.max_bytes < 0 || state.bytes < NEW_JOBS_UP_TO * config.max_bytes;
}

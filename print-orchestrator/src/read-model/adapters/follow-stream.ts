/** Carries one stream into the read models: first what the archive has of it, then the log. */
import type { EventStreams } from "@printermaster/runtime";
import { pause } from "@printermaster/runtime";
import { readOrdered } from "../../streams/ordered-reader.ts";
import { Gathering } from "../app/gathering.ts";
import { project, type ProjectDeps } from "../app/project.ts";
import type { LoggedEvent } from "../domain/reading.ts";
import { fromMessage } from "./logged-event.ts";

const GATHER_MS = 50;
const MOST_GATHERED = 1000;

export interface FollowDeps extends ProjectDeps {
  readonly streams: EventStreams;
}

/** Where the projection stands: told once the archive has been read, and after every batch of the log. */
export type Reached = (position: number) => void;

export async function followStream(
  deps: FollowDeps,
  stream: string,
  lost: AbortSignal,
  reached: Reached,
): Promise<void> {
  const position = await followArchive(deps, stream, lost);
  reached(position);
  if (!lost.aborted) await followLog(deps, stream, position, lost, reached);
}

/** Empty unless the tables were rebuilt: what is projected from the log is archived with it. */
async function followArchive(deps: FollowDeps, stream: string, lost: AbortSignal): Promise<number> {
  let position = await deps.projection.position(stream);
  while (!lost.aborted) {
    const batch = await deps.projection.archived(stream, position, MOST_GATHERED);
    if (batch.length === 0) break;
    position = await project(deps, stream, position, batch);
  }
  return position;
}

/** Events are gathered for a moment: a transaction for each would cost more than the rest of a print. */
async function followLog(
  deps: FollowDeps,
  stream: string,
  from: number,
  lost: AbortSignal,
  reached: Reached,
): Promise<void> {
  if ((await deps.streams.lastSequence(stream)) < from)
    throw new Error("the log ends before the position: it is another log");
  let position = from;
  const gathering = new Gathering<LoggedEvent>(MOST_GATHERED);
  const reader = await readOrdered(deps.streams, stream, position + 1, (message) =>
    gathering.add(fromMessage(message)),
  );
  const ended = reader.ended.finally(() => gathering.close());
  ended.catch(() => undefined);
  const stop = () => {
    gathering.close();
    reader.stop();
  };
  lost.addEventListener("abort", stop, { once: true });
  // Lost while the reader was being opened, it tells nobody any more.
  if (lost.aborted) stop();
  try {
    while (await gathering.somethingArrived()) {
      if (!gathering.isFull) await pause(GATHER_MS, lost);
      position = await project(deps, stream, position, gathering.take());
      reached(position);
    }
    await ended;
  } finally {
    stop();
    lost.removeEventListener("abort", stop);
  }
}

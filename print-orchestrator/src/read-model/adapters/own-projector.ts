/** While the lease is ours: carries each log into Postgres, from where the database says it is. */
import { FLEET_LOG, PRINT_LOG } from "@printermaster/contracts";
import { backoff, pause, type EventStreams, type Log } from "@printermaster/runtime";
import type { Projection } from "../app/ports.ts";
import { UnknownEvent } from "../app/project.ts";
import { vocabulary, type Vocabulary } from "../domain/reading.ts";
import { followStream, type FollowDeps, type Reached } from "./follow-stream.ts";

/** How long an event that we do not know keeps us from giving the lease to somebody who may. */
const STOPPED_MS = 5000;

export interface ProjectorDeps {
  readonly streams: EventStreams;
  readonly projection: Projection;
  readonly log: Log;
  readonly known?: Vocabulary;
}

export const projectedStreams = [PRINT_LOG, FLEET_LOG] as const;

export async function ownProjector(deps: ProjectorDeps, lost: AbortSignal): Promise<void> {
  const stopped = new AbortController();
  const either = AbortSignal.any([lost, stopped.signal]);
  const carryOrStop = async (stream: string): Promise<void> => {
    try {
      await carry(deps, stream, either);
    } catch (error) {
      if (!(error instanceof UnknownEvent)) throw error;
      tellStopped(deps.log, stream, error);
      await pause(STOPPED_MS, either);
      stopped.abort();
    }
  };
  await Promise.all(projectedStreams.map(carryOrStop));
}

/** A database that is away is waited for: prints go on meanwhile, and the log keeps everything. */
export async function carry(
  { known = vocabulary, ...deps }: ProjectorDeps,
  stream: string,
  lost: AbortSignal,
  reached: Reached = () => undefined,
): Promise<void> {
  const follow: FollowDeps = { ...deps, known };
  for (let tries = 0; !lost.aborted; tries++) {
    try {
      await followStream(follow, stream, lost, (position) => {
        tries = 0;
        reached(position);
      });
    } catch (error) {
      if (error instanceof UnknownEvent) throw error;
      deps.log.warn({ err: error, stream }, "the projector waits and tries again");
      await pause(backoff(tries, 250, 5000, Math.random()), lost);
    }
  }
}

export function tellStopped(log: Log, stream: string, { event }: UnknownEvent): void {
  const { subject, sequence, type, version } = event;
  log.error(
    { event: "projector-stopped", stream, subject, sequence, type, version },
    "an event of a newer version: the projector stands before it until an orchestrator knows it",
  );
}

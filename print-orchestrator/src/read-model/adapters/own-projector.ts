/** While the lease is ours: carries each log into Postgres, from where the database says it is. */
import { FLEET_LOG, PRINT_LOG } from "@printermaster/contracts";
import type { JsMsg } from "@nats-io/jetstream";
import { backoff, pause, type EventStreams, type Log } from "@printermaster/runtime";
import { readOrdered } from "../../streams/ordered-reader.ts";
import { Gathering } from "../app/gathering.ts";
import type { LoggedEvent, Projection } from "../app/ports.ts";

const GATHER_MS = 50;
const MOST_GATHERED = 1000;

export interface ProjectorDeps {
  readonly streams: EventStreams;
  readonly projection: Projection;
  readonly log: Log;
}

export async function ownProjector(deps: ProjectorDeps, lost: AbortSignal): Promise<void> {
  await Promise.all([PRINT_LOG, FLEET_LOG].map((stream) => carry(deps, stream, lost)));
}

/** A database that is away is waited for: prints go on meanwhile, and the log keeps everything. */
async function carry(deps: ProjectorDeps, stream: string, lost: AbortSignal): Promise<void> {
  for (let tries = 0; !lost.aborted; tries++) {
    try {
      await follow(deps, stream, lost, () => (tries = 0));
    } catch (error) {
      deps.log.warn({ err: error, stream }, "the projector waits and tries again");
      await pause(backoff(tries, 250, 5000, Math.random()), lost);
    }
  }
}

/** Events are gathered for a moment: a transaction for each would cost more than the rest of a print. */
async function follow(
  { streams, projection }: ProjectorDeps,
  stream: string,
  lost: AbortSignal,
  progressed: () => void,
): Promise<void> {
  let position = await projection.position(stream);
  const gathering = new Gathering<LoggedEvent>(MOST_GATHERED);
  const reader = await readOrdered(streams, stream, position + 1, (message) =>
    gathering.add(loggedEvent(message)),
  );
  const ended = reader.ended.finally(() => gathering.close());
  ended.catch(() => undefined);
  const stop = () => {
    gathering.close();
    reader.stop();
  };
  lost.addEventListener("abort", stop, { once: true });
  try {
    while (await gathering.somethingArrived()) {
      await pause(GATHER_MS, lost);
      const batch = gathering.take();
      if (!(await projection.apply(stream, position, batch)))
        throw new Error("another projector moved the position");
      position = batch.at(-1)?.sequence ?? position;
      progressed();
    }
    await ended;
  } finally {
    stop();
    lost.removeEventListener("abort", stop);
  }
}

const loggedEvent = (message: JsMsg): LoggedEvent => ({
  subject: message.subject,
  sequence: message.seq,
  body: message.json(),
});

/** While the lease is ours: know fleet and log, from the last snapshot on, then act on what they tell. */
import { FLEET_LOG, PRINT_LOG } from "@printermaster/contracts";
import { pause, type EventStreams } from "@printermaster/runtime";
import { readOrdered } from "../../streams/ordered-reader.ts";
import type { Memory } from "../app/memory.ts";
import type { SagaDeps } from "../app/ports.ts";
import { Saga } from "../app/saga.ts";
import { OpenWork } from "../domain/open-work.ts";
import { OwedLetters } from "../domain/owed-letters.ts";
import { keep, memoriesOf } from "./memories.ts";
import { resume } from "./resume.ts";
import { Snapshots, type Snapshot } from "./snapshots.ts";
import { tellFleet, tellJob } from "./stored-events.ts";

/** When a snapshot is worth its write: a thousand events are read again in some 20 ms. */
export interface Pace {
  readonly lookMs: number;
  readonly events: number;
}
const PACE: Pace = { lookMs: 5000, events: 1000 };

type OwnDeps = Omit<SagaDeps, "work" | "owed">;

export async function ownSaga(
  streams: EventStreams,
  deps: OwnDeps,
  lost: AbortSignal,
  pace = PACE,
): Promise<void> {
  const over = new AbortController();
  const stop = () => over.abort();
  if (lost.aborted) return;
  lost.addEventListener("abort", stop, { once: true });
  try {
    await follow(streams, deps, over.signal, pace);
    if (!lost.aborted) throw new Error("a stream could not be read any more");
  } finally {
    stop();
    lost.removeEventListener("abort", stop);
  }
}

async function follow(
  streams: EventStreams,
  deps: OwnDeps,
  over: AbortSignal,
  pace: Pace,
): Promise<void> {
  const work = new OpenWork();
  const owed = new OwedLetters();
  const saga = new Saga({ ...deps, work, owed });
  over.addEventListener("abort", () => saga.stop(), { once: true });
  // Of each agent and printer only the last event counts, and up to a hundred are kept.
  const fleet = await readUntil(over, streams, FLEET_LOG, "last-per-subject", (message) =>
    tellFleet(saga, deps.log, streams, message),
  );
  // The fleet first: a job must not be judged by an agent's state older than its dispatch.
  await fleet.caughtUp;
  if (over.aborted) return;
  const snapshots = await Snapshots.open(streams.client, deps.log);
  const memories = memoriesOf({ saga, work, owed, now: deps.now });
  let { position, logOf } = await resume(streams, snapshots, saga, memories, deps.log);
  work.readUpTo(position);
  const log = await readUntil(over, streams, PRINT_LOG, position + 1, (message) => {
    tellJob(saga, deps.log, message);
    position = message.seq;
    work.readUpTo(position);
  });
  await log.caughtUp;
  if (over.aborted) return;
  saga.begin();
  deps.log.info({ event: "saga-begun", position }, "the saga knows log and fleet");
  const ended = Promise.race([fleet.ended, log.ended]);
  await keepSnapshots(snapshots, () => snapshotOf(work, memories, logOf, position), ended, pace);
}

/** Now and then, and at the end, so that the next owner has little to read. */
async function keepSnapshots(
  snapshots: Snapshots,
  now: () => Snapshot,
  ended: Promise<void>,
  { lookMs, events }: Pace,
): Promise<void> {
  const quiet = new AbortController();
  const done = ended.finally(() => quiet.abort());
  done.catch(() => undefined);
  while (!quiet.signal.aborted) {
    await pause(lookMs, quiet.signal);
    const snapshot = now();
    if (quiet.signal.aborted || snapshots.behind(snapshot.position) >= events)
      await snapshots.save(snapshot);
  }
  await done;
}

/** A reader that stops with the signal, also if that came while it was being opened. */
async function readUntil(
  over: AbortSignal,
  ...[streams, stream, from, each]: Parameters<typeof readOrdered>
) {
  const reader = await readOrdered(streams, stream, from, each);
  if (over.aborted) reader.stop();
  else over.addEventListener("abort", reader.stop, { once: true });
  return reader;
}

/**
 * Position, open jobs and memories in one synchronous step, as they are changed: whatever was submitted up to the
 * position is open here or has ended. Our own writes may be ahead of it, but they only end or change jobs.
 */
const snapshotOf = (
  work: OpenWork,
  memories: readonly Memory[],
  logOf: string,
  position: number,
): Snapshot => ({
  version: 2,
  logOf,
  position,
  open: Array.from(work.unended(), ({ traceparent, ...job }) => ({
    ...job,
    ...(traceparent ? { traceparent } : {}),
  })),
  memories: keep(memories),
});

/** Tells the saga of the jobs that a snapshot names, as the log knows them now. */
import { hasEnded, PRINT_LOG, subjects } from "@printermaster/contracts";
import type { StoredMsg } from "@nats-io/jetstream";
import type { EventStreams, Log } from "@printermaster/runtime";
import type { Memory } from "../app/memory.ts";
import type { Saga } from "../app/saga.ts";
import type { Snapshot, Snapshots } from "./snapshots.ts";
import { readEvent, vocabulary } from "../../read-model/domain/reading.ts";
import { storedEvent } from "../../streams/stored-event.ts";
import { recall } from "./memories.ts";
import { unreadJob } from "./stored-events.ts";

const AT_ONCE = 256;

export interface Resumed {
  /** Everything up to here is known. */
  readonly position: number;
  /** Names this log, for snapshots to come. */
  readonly logOf: string;
}

export async function resume(
  streams: EventStreams,
  snapshots: Snapshots,
  saga: Saga,
  memories: readonly Memory[],
  log: Log,
): Promise<Resumed> {
  const { created, state } = await (await streams.client.streams.get(PRINT_LOG)).info();
  const snapshot = await snapshots.newest(created, state.last_seq);
  if (!snapshot) return { position: 0, logOf: created };
  recall(memories, snapshot.memories, log);
  await tellOpen(streams, snapshot, saga, log);
  return { position: Math.max(snapshot.position, state.first_seq - 1), logOf: created };
}

/** Read many at once, told in their order. */
async function tellOpen(streams: EventStreams, { open }: Snapshot, saga: Saga, log: Log) {
  for (let from = 0; from < open.length; from += AT_ONCE) {
    const jobs = open.slice(from, from + AT_ONCE);
    const last = await Promise.all(
      jobs.map(({ company, branch, jobId }) =>
        streams.last(PRINT_LOG, subjects.job(company, branch, jobId)),
      ),
    );
    jobs.forEach((job, index) => {
      const message = last[index];
      if (message) tellLast(message, job, saga, log);
      else log.error({ jobId: job.jobId }, "the log has forgotten an open job");
    });
  }
}

function tellLast(message: StoredMsg, job: Snapshot["open"][number], saga: Saga, log: Log): void {
  const reading = readEvent(storedEvent(message), vocabulary);
  if (reading.kind !== "job") {
    // Owed an ending by the owner before us, or left to a newer version.
    const why = reading.kind === "unknown" ? "newer" : "poisoned";
    const unread = unreadJob(log, message, why);
    if (unread) saga.sawUnreadable(unread);
    return;
  }
  // One that has ended did so after the position: the log is about to tell.
  if (!hasEnded(reading.state.status)) saga.resumedJob(reading.state, message.seq, job.traceparent);
}

/** One batch of events into the read models, up to the first that only a newer program can know. */
import { streams } from "@printermaster/contracts";
import type { Log } from "@printermaster/runtime";
import { readEvent, type LoggedEvent, type Vocabulary } from "../domain/reading.ts";
import type { Projection, ReadEvent } from "./ports.ts";

export interface ProjectDeps {
  readonly projection: Projection;
  readonly known: Vocabulary;
  readonly log: Log;
}

export class UnknownEvent extends Error {
  override readonly name = "UnknownEvent";
  readonly event: LoggedEvent;

  constructor(event: LoggedEvent) {
    super(`${event.type} version ${event.version} is not known here`);
    this.event = event;
  }
}

/** The new position. Throws `UnknownEvent` once what stands before it is stored. */
export async function project(
  deps: ProjectDeps,
  stream: string,
  position: number,
  batch: readonly LoggedEvent[],
): Promise<number> {
  const read = batch.map((event) => ({ event, reading: readEvent(event, deps.known) }));
  const unknown = read.findIndex(({ reading }) => reading.kind === "unknown");
  const known = unknown < 0 ? read : read.slice(0, unknown);
  const last = known.at(-1);
  if (last) await store(deps, stream, position, known);
  const stopped = read[unknown];
  if (stopped) throw new UnknownEvent(stopped.event);
  return last?.event.sequence ?? position;
}

/** Told only once it is stored: a batch may be tried again, or be another projector's. */
async function store(
  { projection, log }: ProjectDeps,
  stream: string,
  position: number,
  events: readonly ReadEvent[],
): Promise<void> {
  if (!(await projection.apply(stream, position, events)))
    throw new Error("another projector moved the position");
  tellMissing(log, stream, position, events);
  for (const { event, reading } of events) {
    if (reading.kind !== "unreadable") continue;
    const { subject, sequence, type } = event;
    const line = { event: "event-unreadable", stream, subject, sequence, type };
    log.error(line, "an event cannot be read: the archive keeps it, no list shows it");
  }
}

/** In a log that nothing deletes from, a hole is what aged out while no projector ran. */
function tellMissing(log: Log, stream: string, position: number, events: readonly ReadEvent[]) {
  if (!streams.some(({ name, appendOnly }) => name === stream && appendOnly)) return;
  let expected = position + 1;
  for (const { sequence } of events.map(({ event }) => event)) {
    if (sequence > expected) {
      const line = { event: "events-missing", stream, from: expected, to: sequence - 1 };
      log.error(line, "events aged out of the log before they were archived");
    }
    expected = sequence + 1;
  }
}

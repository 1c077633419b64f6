/** Looks up single messages of a stream. One that cannot be read must not hide what was there before it. */
import type { StoredMsg, StreamAPI } from "@nats-io/jetstream";
import { Fault } from "../../domain/fault.ts";

/** Far more than a job has; a bound, should a bug ever fill its subject. */
const MOST_EVENTS = 500;

export function storedEvents(streams: Pick<StreamAPI, "getMessage">) {
  const last = (stream: string, subject: string) =>
    reading(() => streams.getMessage(stream, { last_by_subj: subject }));

  /** Oldest first. */
  async function* all(stream: string, subject: string, first = 1): AsyncGenerator<StoredMsg, void> {
    let seq = first;
    for (let count = 0; count < MOST_EVENTS; count++) {
      const next = { seq, next_by_subj: subject };
      const found = await reading(() => streams.getMessage(stream, next));
      if (!found) return;
      yield found;
      seq = found.seq + 1;
    }
  }

  async function newest<T>(stream: string, subject: string, schema: Schema<T>) {
    const found = await last(stream, subject);
    if (!found) return undefined;
    let event = read(found, schema);
    if (event) return event;
    for await (const one of all(stream, found.subject)) event = read(one, schema) ?? event;
    return event;
  }

  return { last, all, newest };
}

interface Schema<T> {
  safeParse(json: unknown): { data?: T | undefined };
}

export function read<T>(message: StoredMsg, schema: Schema<T>): T | undefined {
  try {
    return schema.safeParse(message.json()).data;
  } catch {
    return undefined;
  }
}

async function reading<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    throw new Fault("storage-unavailable", cause);
  }
}

/** While the lease is ours: read fleet and log again, then act on what they tell. */
import {
  FLEET_LOG,
  headers,
  parseEventSubject,
  PRINT_LOG,
  StoredAgentEvent,
  StoredJobEvent,
  StoredPrinterEvent,
} from "@printermaster/contracts";
import type { JsMsg } from "@nats-io/jetstream";
import type { EventStreams, Log } from "@printermaster/runtime";
import { readOrdered } from "../../streams/ordered-reader.ts";
import type { SagaDeps } from "../app/ports.ts";
import { Saga } from "../app/saga.ts";
import { OpenWork } from "../domain/open-work.ts";

export async function ownSaga(
  streams: EventStreams,
  deps: Omit<SagaDeps, "work">,
  lost: AbortSignal,
): Promise<void> {
  const saga = new Saga({ ...deps, work: new OpenWork() });
  const fleet = await readOrdered(streams, FLEET_LOG, 1, (message) =>
    readFleet(saga, deps.log, message),
  );
  // The fleet first: a job must not be judged by an agent's state older than its dispatch.
  await fleet.caughtUp;
  const log = await readOrdered(streams, PRINT_LOG, 1, (message) =>
    readJob(saga, deps.log, message),
  );
  const stop = () => {
    saga.stop();
    fleet.stop();
    log.stop();
  };
  lost.addEventListener("abort", stop, { once: true });
  try {
    await log.caughtUp;
    if (!lost.aborted) saga.begin();
    deps.log.info({ event: "saga-begun" }, "the saga has read log and fleet");
    await Promise.race([fleet.ended, log.ended]);
    if (!lost.aborted) throw new Error("a stream could not be read any more");
  } finally {
    stop();
  }
}

function readJob(saga: Saga, log: Log, message: JsMsg): void {
  const event = StoredJobEvent.safeParse(message.json());
  if (!event.success) return unreadable(log, message);
  const traceparent = message.headers?.get(headers.traceparent) || undefined;
  saga.sawJob(event.data.state, message.seq, traceparent);
}

function readFleet(saga: Saga, log: Log, message: JsMsg): void {
  const kind = parseEventSubject(message.subject)?.kind;
  const agent = StoredAgentEvent.safeParse(message.json());
  if (kind === "agent" && agent.success) return saga.sawAgent(agent.data.state);
  const printer = StoredPrinterEvent.safeParse(message.json());
  if (kind === "printer" && printer.success) return saga.sawPrinter(printer.data.state);
  unreadable(log, message);
}

const unreadable = (log: Log, { subject, seq }: JsMsg) =>
  log.error({ subject, sequence: seq }, "an event could not be read and was passed over");

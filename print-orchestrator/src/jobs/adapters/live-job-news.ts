/** One job's events as the log republishes them. */
import { RepublishHeaders } from "@nats-io/jetstream";
import type { Msg, NatsConnection } from "@nats-io/transport-node";
import { LIVE, StoredJobEvent, subjects } from "@printermaster/contracts";
import type { JobNews } from "../app/ports.ts";

export const liveJobNews = (connection: NatsConnection): JobNews => ({
  async follow({ company, branch, jobId }) {
    const subscription = connection.subscribe(LIVE + subjects.job(company, branch, jobId));
    const stop = () => subscription.unsubscribe();
    // Only now the broker is sure to know of it.
    await connection.flush();
    return {
      stop,
      async first(isSo, limitMs) {
        const limit = setTimeout(stop, limitMs);
        try {
          for await (const message of subscription) {
            const told = toldBy(message);
            if (told && isSo(told)) return told.job;
          }
          return undefined;
        } finally {
          clearTimeout(limit);
        }
      },
    };
  },
});

function toldBy(message: Msg) {
  const event = StoredJobEvent.safeParse(jsonOf(message));
  const sequence = Number(message.headers?.get(RepublishHeaders.Sequence));
  return event.success ? { job: event.data.state, sequence } : undefined;
}

function jsonOf(message: Msg): unknown {
  try {
    return message.json();
  } catch {
    return undefined;
  }
}

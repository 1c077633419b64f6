/** One job's events as the log republishes them, and from the log itself whatever may have been missed. */
import { headers, JobEventType, LIVE, StoredJobEvent, subjects } from "@printermaster/contracts";
import { RepublishHeaders } from "@nats-io/jetstream";
import type { Msg, NatsConnection } from "@nats-io/transport-node";
import { jsonOf } from "../../adapters/json-of.ts";
import type { JobFollower, JobName, JobReader, LoggedJobEvent } from "../app/ports.ts";
import { Inbox } from "./inbox.ts";

export class LiveJobs implements JobFollower {
  readonly #nats: NatsConnection;
  readonly #jobs: Pick<JobReader, "history">;
  readonly #open = new Set<Inbox<LoggedJobEvent>>();

  constructor(nats: NatsConnection, jobs: Pick<JobReader, "history">) {
    this.#nats = nats;
    this.#jobs = jobs;
    void this.#followConnection();
  }

  async *follow(
    { company, branch, jobId }: JobName,
    after: number,
    until: AbortSignal,
  ): AsyncGenerator<LoggedJobEvent, void> {
    const inbox = new Inbox<LoggedJobEvent>(until);
    const subscription = this.#nats.subscribe(LIVE + subjects.job(company, branch, jobId), {
      callback: (error, message) => {
        const event = error ? undefined : heard(message);
        if (event) inbox.put(event);
      },
    });
    this.#open.add(inbox);
    try {
      // Only now the broker is sure to know of it: what is not heard from here on is in the log.
      await this.#nats.flush();
      let told = after;
      while (!until.aborted) {
        const news = inbox.takeGap() ? await this.#jobs.history(company, branch, jobId) : [];
        for (const event of [...news, ...inbox.take()]) {
          if (event.sequence <= told) continue;
          told = event.sequence;
          yield event;
        }
        await inbox.filled();
      }
    } finally {
      this.#open.delete(inbox);
      subscription.unsubscribe();
    }
  }

  async #followConnection(): Promise<void> {
    for await (const { type } of this.#nats.status())
      if (type === "reconnect") for (const inbox of this.#open) inbox.gap();
  }
}

function heard(message: Msg): LoggedJobEvent | undefined {
  const type = JobEventType.safeParse(message.headers?.get(headers.type));
  const event = StoredJobEvent.safeParse(jsonOf(message));
  const sequence = Number(message.headers?.get(RepublishHeaders.Sequence));
  if (!type.success || !event.success || !(sequence > 0)) return undefined;
  return { sequence, type: type.data, event: event.data };
}

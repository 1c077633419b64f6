/** The last word on each licence, in a stream of its own; one write a day and gateway, however often agents come back. */
import { LICENCES, StoredLicence, subjects } from "@printermaster/contracts";
import { jetstream, jetstreamManager } from "@nats-io/jetstream";
import type { NatsConnection } from "@nats-io/transport-node";
import { read, storedEvents } from "../../jobs/adapters/stored-events.ts";
import type { LicenceMemory } from "../app/ports.ts";

/** The stream forgets after thirty days. */
const KEPT_MS = 86_400_000;

export async function streamLicences(
  nats: NatsConnection,
  now: () => Date,
): Promise<LicenceMemory> {
  const client = jetstream(nats);
  const stored = storedEvents((await jetstreamManager(nats, { checkAPI: false })).streams);
  const kept = new Map<string, { readonly text: string; readonly at: number }>();

  const recall: LicenceMemory["recall"] = async (hash) => {
    const found = await stored.last(LICENCES, subjects.licence(hash));
    const { company, branch } = (found && read(found, StoredLicence)) ?? {};
    return company && branch ? { company, branch } : undefined;
  };

  return {
    recall,

    async keep(hash, licence) {
      const text = JSON.stringify((licence ?? {}) satisfies StoredLicence);
      const { text: before, at } = kept.get(hash) ?? { at: 0 };
      if (before === text && now().getTime() - at < KEPT_MS) return;
      // Strangers try keys that nobody ever had: nothing is written for those.
      if (!licence && !(await recall(hash))) return;
      await client.publish(subjects.licence(hash), text);
      kept.set(hash, { text, at: now().getTime() });
    },
  };
}

/** The database's last word on licences, keys and tenants, in a stream of its own; one write a day and gateway, however often they are shown. */
import { StoredVerifier, subjects, VERIFIERS } from "@printermaster/contracts";
import { jetstream, jetstreamManager } from "@nats-io/jetstream";
import type { NatsConnection } from "@nats-io/transport-node";
import { read, storedEvents } from "../../jobs/adapters/stored-events.ts";
import type { VerifierMemory, Words } from "../app/ports.ts";

/** The stream forgets after thirty days. */
const KEPT_MS = 86_400_000;

export async function streamVerifiers(
  nats: NatsConnection,
  now: () => Date,
): Promise<VerifierMemory> {
  const client = jetstream(nats);
  const stored = storedEvents((await jetstreamManager(nats, { checkAPI: false })).streams);
  const kept = new Map<string, { readonly text: string; readonly at: number }>();

  const recall = async <K extends keyof Words>(kind: K, hash: string) => {
    const found = await stored.last(VERIFIERS, subjects.verifier(kind, hash));
    return (found && read(found, StoredVerifier))?.[kind] as Words[K] | undefined;
  };

  return {
    recall,

    async keep(kind, hash, word) {
      const subject = subjects.verifier(kind, hash);
      const text = JSON.stringify(word ? { [kind]: word } : {});
      const { text: before, at } = kept.get(subject) ?? { at: 0 };
      if (before === text && now().getTime() - at < KEPT_MS) return;
      // Strangers try keys that nobody ever had: nothing is written for those.
      if (!word && !(await recall(kind, hash))) return;
      await client.publish(subject, text);
      kept.set(subject, { text, at: now().getTime() });
    },
  };
}

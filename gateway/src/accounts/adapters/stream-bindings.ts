import { BINDINGS, StoredBindings, subjects } from "@printermaster/contracts";
import { jetstream, JetStreamApiError, jetstreamManager } from "@nats-io/jetstream";
import type { NatsConnection } from "@nats-io/transport-node";
import { Fault } from "../../domain/fault.ts";
import { read, storedEvents } from "../../jobs/adapters/stored-events.ts";
import type { Bindings } from "../app/bind-device.ts";

/** Both mean that somebody wrote first; the second while that write is still being replicated. */
const CONFLICTS = new Set([10071, 10164]);

export async function streamBindings(nats: NatsConnection): Promise<Bindings> {
  const client = jetstream(nats);
  const stored = storedEvents((await jetstreamManager(nats, { checkAPI: false })).streams);
  return {
    async of(licence) {
      const found = await stored.last(BINDINGS, subjects.binding(licence));
      const devices = (found && read(found, StoredBindings))?.devices ?? [];
      return { devices, revision: found?.seq ?? 0 };
    },

    async replace(licence, devices, revision) {
      const body = JSON.stringify({ devices: [...devices] } satisfies StoredBindings);
      const expect = { lastSubjectSequence: revision };
      try {
        await client.publish(subjects.binding(licence), body, { expect });
        return true;
      } catch (cause) {
        if (cause instanceof JetStreamApiError && CONFLICTS.has(cause.code)) return false;
        throw new Fault("storage-unavailable", cause);
      }
    },
  };
}

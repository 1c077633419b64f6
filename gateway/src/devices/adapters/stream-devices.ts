/** The keys of devices in a stream of their own: agents come in and are believed without the database. */
import { DEVICES, StoredDevice, subjects, type Id } from "@printermaster/contracts";
import { jetstream, JetStreamApiError, jetstreamManager } from "@nats-io/jetstream";
import type { NatsConnection } from "@nats-io/transport-node";
import { Fault } from "../../domain/fault.ts";
import { read, storedEvents } from "../../jobs/adapters/stored-events.ts";
import type { Device, DeviceMemory } from "../app/ports.ts";

/** Somebody wrote first; the second, while that is still being replicated. */
const CONFLICTS = new Set([10071, 10164]);

/** One of those that write at once always succeeds. */
const MOST_TRIES = 20;

export async function streamDevices(nats: NatsConnection): Promise<DeviceMemory> {
  const client = jetstream(nats);
  const stored = storedEvents((await jetstreamManager(nats, { checkAPI: false })).streams);

  const recall = async (id: Id): Promise<Device | undefined> => {
    const found = await stored.last(DEVICES, subjects.device(id));
    const device = found && read(found, StoredDevice);
    return device ? { id, ...device } : undefined;
  };

  return {
    recall,

    async keep({ id, company, branch, publicKey, installationId, revoked }) {
      if (!revoked && (await recall(id))) return;
      const device: StoredDevice = { company, branch, publicKey, installationId, revoked };
      // Only the first word may say that it is in use: a later one could undo a revocation.
      const expect = revoked ? {} : { expect: { lastSubjectSequence: 0 } };
      await isFirst(client.publish(subjects.device(id), JSON.stringify(device), expect));
    },

    async replace({ id, company, branch, publicKey, installationId }) {
      const device: StoredDevice = { company, branch, publicKey, installationId, revoked: false };
      for (let tries = 0; tries < MOST_TRIES; tries++) {
        const found = await stored.last(DEVICES, subjects.device(id));
        if (found && read(found, StoredDevice)?.revoked) return;
        const expect = { expect: { lastSubjectSequence: found?.seq ?? 0 } };
        if (await isFirst(client.publish(subjects.device(id), JSON.stringify(device), expect)))
          return;
      }
      throw new Fault("storage-unavailable", new Error("a device is contended"));
    },
  };
}

const isFirst = (written: Promise<unknown>): Promise<boolean> =>
  written.then(
    () => true,
    (cause: unknown) => {
      if (cause instanceof JetStreamApiError && CONFLICTS.has(cause.code)) return false;
      throw new Fault("storage-unavailable", cause);
    },
  );

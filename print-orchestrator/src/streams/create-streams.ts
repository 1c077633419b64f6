/** Creates or updates what `contracts` declares; safe to run again and by several at once. */
import {
  DiscardPolicy,
  jetstreamManager,
  RetentionPolicy,
  StorageType,
  type StreamConfig,
} from "@nats-io/jetstream";
import { nanos, type NatsConnection } from "@nats-io/transport-node";
import { streams, type StreamDeclaration } from "@printermaster/contracts";
import { openLeases } from "../leases/kv-lease.ts";

export async function createStreams(connection: NatsConnection, replicas: number): Promise<void> {
  const manager = await jetstreamManager(connection);
  for (const declaration of streams) {
    const config = configOf(declaration, replicas);
    const exists = await manager.streams.info(config.name).catch(() => undefined);
    if (exists) await manager.streams.update(config.name, config);
    else await manager.streams.add(config);
  }
  await openLeases(connection, replicas);
}

function configOf(declaration: StreamDeclaration, replicas: number) {
  const { name, subjects, republishTo, appendOnly } = declaration;
  return {
    name,
    subjects: [...subjects],
    retention: RetentionPolicy.Limits,
    storage: StorageType.File,
    num_replicas: replicas,
    discard: appendOnly ? DiscardPolicy.New : DiscardPolicy.Old,
    max_age: nanos(declaration.maxAgeSeconds * 1000),
    max_msg_size: declaration.maxMessageBytes,
    max_msgs_per_subject: declaration.maxPerSubject,
    // Only owners of leases read: many more would mean a consumer per client, which ends badly.
    max_consumers: 200,
    allow_direct: true,
    deny_delete: appendOnly,
    deny_purge: appendOnly,
    ...(republishTo ? { republish: { src: ">", dest: republishTo } } : {}),
  } satisfies Partial<StreamConfig> & { name: string };
}

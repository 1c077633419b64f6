/** Creates or updates what `contracts` declares; safe to run again and by several at once. */
import {
  DiscardPolicy,
  JetStreamApiError,
  jetstreamManager,
  RetentionPolicy,
  StorageType,
  type JetStreamManager,
  type StreamConfig,
} from "@nats-io/jetstream";
import { nanos, type NatsConnection } from "@nats-io/transport-node";
import { Kvm, type KV } from "@nats-io/kv";
import { snapshots, streams, type StreamDeclaration } from "@printermaster/contracts";
import { openLimits } from "../jobs/adapters/kv-recent-tests.ts";
import { openLeases } from "../leases/kv-lease.ts";

/** The server's "insufficient storage": it would have to promise more than it has. */
const TOO_LARGE = 10047;
const LEAST_BYTES = 64 * 1024 * 1024;

/** `logBytes` makes streams that are bounded smaller or larger than declared. */
export async function createStreams(
  connection: NatsConnection,
  replicas: number,
  logBytes?: number,
): Promise<void> {
  const manager = await jetstreamManager(connection);
  for (const declaration of streams) {
    const maxBytes = declaration.maxBytes > 0 ? logBytes : undefined;
    await fit(manager, configOf({ ...declaration, ...(maxBytes && { maxBytes }) }, replicas));
  }
  const { bucket } = snapshots;
  const kept = { history: 1, replicas, storage: StorageType.File };
  await replicate(manager, await new Kvm(connection).create(bucket, kept), replicas);
  await replicate(manager, await openLeases(connection, replicas), replicas);
  await replicate(manager, await openLimits(connection, replicas), replicas);
}

/** Opening a bucket that exists leaves it as it is. */
async function replicate(manager: JetStreamManager, bucket: KV, replicas: number): Promise<void> {
  const { name, num_replicas } = (await bucket.status()).streamInfo.config;
  if (num_replicas !== replicas) await manager.streams.update(name, { num_replicas: replicas });
}

/** As large as declared, or a half of it, a quarter: a small disk is no reason not to start. */
async function fit(manager: JetStreamManager, config: Config): Promise<void> {
  const found = await manager.streams.info(config.name).catch(() => undefined);
  for (let max_bytes = config.max_bytes; ; max_bytes = Math.floor(max_bytes / 2)) {
    const wanted = { ...config, max_bytes };
    // A server that has less left than it promised once refuses every update, even one that changes nothing.
    if (found && agrees(found.config, wanted)) return;
    try {
      if (found) await manager.streams.update(config.name, wanted);
      else await manager.streams.add(wanted);
      return;
    } catch (error) {
      const tooLarge = error instanceof JetStreamApiError && error.code === TOO_LARGE;
      if (!tooLarge || max_bytes < LEAST_BYTES) throw error;
    }
  }
}

type Config = ReturnType<typeof configOf>;

const agrees = (found: StreamConfig, wanted: Config) =>
  Object.entries(wanted).every(
    ([name, value]) => JSON.stringify(Reflect.get(found, name)) === JSON.stringify(value),
  );

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
    max_bytes: declaration.maxBytes,
    // Only owners of leases read: many more would mean a consumer per client, which ends badly.
    max_consumers: 200,
    allow_direct: true,
    deny_delete: appendOnly,
    deny_purge: appendOnly,
    ...(republishTo ? { republish: { src: ">", dest: republishTo } } : {}),
  } satisfies Partial<StreamConfig> & { name: string };
}

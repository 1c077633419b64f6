/** One entry per printer in a bucket in memory: a restarted broker has forgotten it, and then a test is allowed. */
import { JetStreamApiError, StorageType } from "@nats-io/jetstream";
import { Kvm, type KV } from "@nats-io/kv";
import type { NatsConnection } from "@nats-io/transport-node";
import { limits, SubmitPrint } from "@printermaster/contracts";
import { z } from "zod";
import type { RecentTests, TestedPrinter } from "../app/ports.ts";

/** The server's words for "somebody wrote first". */
const CONFLICTS = new Set([10071, 10164]);

/** JSON leaves out what is undefined. */
const maybe = z
  .string()
  .optional()
  .transform((text) => text);

const Entry = z.array(
  z.object({
    user: z.string(),
    atMs: z.number(),
    context: z.object({
      company: z.string(),
      branch: z.string(),
      correlationId: z.string(),
      traceId: maybe,
    }),
    traceparent: maybe,
    submit: SubmitPrint,
  }),
);

export function kvRecentTests(open: () => Promise<KV>): RecentTests {
  let bucket: KV | undefined;

  async function inBucket<T>(use: (kv: KV) => Promise<T>): Promise<T> {
    const opened = (bucket ??= await open());
    try {
      return await use(opened);
    } catch (error) {
      if (!isMissing(error)) throw error;
      return await use((bucket = await open()));
    }
  }

  return {
    of: (printer) =>
      inBucket(async (kv) => {
        const entry = await kv.get(keyOf(printer));
        if (!entry) return { clicks: [], revision: 0 };
        // Of another version of ours: as good as none, and replaced.
        const { data = [] } = Entry.safeParse(entry.json());
        return { clicks: data, revision: entry.revision };
      }),

    replace: (printer, clicks, revision) =>
      inBucket((kv) =>
        kv.put(keyOf(printer), JSON.stringify(clicks), { previousSeq: revision }).then(
          () => true,
          (error: unknown) => {
            if (error instanceof JetStreamApiError && CONFLICTS.has(error.code)) return false;
            throw error;
          },
        ),
      ),
  };
}

const keyOf = ({ company, branch, printerId }: TestedPrinter) =>
  `${company}.${branch}.${printerId}`;

const isMissing = (error: unknown) => error instanceof JetStreamApiError && error.code === 10059;

/** Read from the leader: a replica that is behind would make every compare-and-set fail. */
export const openLimits = (connection: NatsConnection, replicas: number): Promise<KV> =>
  new Kvm(connection).create(limits.bucket, {
    history: 1,
    ttl: limits.ttlSeconds * 1000,
    replicas,
    storage: StorageType.Memory,
    allow_direct: false,
  });

/** Which peers there are, and what each cannot promise. */
import { openBullmq } from "./bullmq/open.ts";
import { openNestNats } from "./nest-nats/open.ts";
import type { OpenPeer, PeerGround, PeerName } from "./peer.ts";
import { findRedis, versionOf } from "./redis/package.ts";
import { openSocketIoRedis } from "./socket-io-redis/open.ts";

export type { PeerName } from "./peer.ts";

export const peers: Readonly<Record<PeerName, { readonly is: string; readonly cannot: string }>> = {
  "bullmq-always": {
    is: "BullMQ on Redis, `appendfsync always`, an agent as careful as ours",
    cannot:
      "no history of a job, no word for an unknown end, no order per printer across agents or retries, a worker that dies keeps its jobs for 30 s and then sends them again, one Redis is one point of failure",
  },
  "bullmq-everysec": {
    is: "the same with `appendfsync everysec`",
    cannot: "as above, and what was accepted in the last second is lost with the machine",
  },
  "socket-io-redis": {
    is: "the seeds' design: Socket.IO, Redis adapter, correlation ids in memory, sticky proxy",
    cannot:
      "nothing is kept: a print is lost with any process it is in, with a connection, or with an agent that is away, and its submitter waits for ever; no de-duplication",
  },
  "nest-nats": {
    is: "Nest microservices, request-reply over NATS, no log",
    cannot:
      "nothing is kept: a print is lost with any process it is in, and after a time-out nobody knows whether paper came; no de-duplication",
  },
};

/** Those that want Redis are left out where there is none. */
export async function openPeers(
  wanted: readonly PeerName[],
  ground: PeerGround,
  say: (line: string) => void,
): Promise<Map<PeerName, OpenPeer>> {
  const open = new Map<PeerName, OpenPeer>();
  if (wanted.includes("nest-nats")) open.set("nest-nats", await openNestNats(ground));
  const onRedis = wanted.filter((name) => name !== "nest-nats");
  const redis = onRedis.length > 0 ? await findRedis(say) : undefined;
  if (!redis) {
    if (onRedis.length > 0) say(`without Redis there is no ${onRedis.join(", ")}`);
    return open;
  }
  say(`redis ${await versionOf(redis)}`);
  if (wanted.includes("socket-io-redis"))
    open.set("socket-io-redis", await openSocketIoRedis(ground, redis));
  const both = onRedis.some((name) => name.startsWith("bullmq"))
    ? await openBullmq(ground, redis)
    : undefined;
  for (const name of ["bullmq-everysec", "bullmq-always"] as const)
    if (both && wanted.includes(name)) open.set(name, both[name]);
  return open;
}

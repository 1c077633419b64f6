import type { NatsConnection } from "@nats-io/transport-node";

/** Whether the broker is there right now, as the connection's own status tells it. */
export function watchBroker(nats: NatsConnection): () => boolean {
  let connected = true;
  void (async () => {
    for await (const { type } of nats.status()) {
      if (type === "disconnect") connected = false;
      if (type === "reconnect") connected = true;
    }
    connected = false;
  })();
  return () => connected && !nats.isClosed();
}

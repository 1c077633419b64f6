import type { NatsConnection } from "@nats-io/transport-node";
import type { Log } from "./log.ts";

/** Connects for good: a broker that is away is waited for, and every change of state is logged. */
export async function connectNats(url: string, name: string, log: Log): Promise<NatsConnection> {
  // Loaded by who uses it: agents have no broker, and little room.
  const { connect } = await import("@nats-io/transport-node");
  const { requestQuietly } = await import("./quiet-requests.ts");
  const connection = await connect({ ...natsOptions(url, name) });
  void logStatus(connection, log);
  return requestQuietly(connection);
}

export const natsOptions = (url: string, name: string) => ({
  servers: url.split(","),
  name,
  maxReconnectAttempts: -1,
  reconnectTimeWait: 250,
  reconnectJitter: 250,
  waitOnFirstConnect: true,
  // Two missed pings and the connection counts as dead: 10 s, as commands are retried that long.
  pingInterval: 5000,
  maxPingOut: 2,
});

async function logStatus(connection: NatsConnection, log: Log): Promise<void> {
  for await (const status of connection.status()) {
    if (status.type === "disconnect" || status.type === "reconnect" || status.type === "error")
      log.warn({ event: "nats", status: status.type }, `nats ${status.type}`);
  }
}

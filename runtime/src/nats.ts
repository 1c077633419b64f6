import type { NatsConnection } from "@nats-io/transport-node";
import type { Log } from "./log.ts";

/** Connects for good: a broker that is away is waited for, and every change of state is logged. */
export async function connectNats(url: string, name: string, log: Log): Promise<NatsConnection> {
  // Loaded by who uses it: agents have no broker, and little room.
  const { connect } = await import("@nats-io/transport-node");
  const { requestQuietly } = await import("./quiet-requests.ts");
  const options = natsOptions(url, name);
  const connection = await connect(options);
  void logStatus(connection, log);
  return requestQuietly(connection, options.inboxPrefix);
}

export const natsOptions = (url: string, name: string) => ({
  ...credentials(url),
  name,
  maxReconnectAttempts: -1,
  reconnectTimeWait: 250,
  reconnectJitter: 250,
  waitOnFirstConnect: true,
  // Two missed pings and the connection counts as dead: 10 s, as commands are retried that long.
  pingInterval: 5000,
  maxPingOut: 2,
});

interface Credentials {
  readonly servers: string[];
  readonly user?: string;
  readonly pass?: string;
  readonly inboxPrefix?: string;
}

/** `nats://user:password@host:port`, which the client does not read by itself; who signs in has inboxes of its own. */
function credentials(url: string): Credentials {
  const given = url.split(",").map((one) => /^(\w+:\/\/)?(?:([^:@/]+):([^@/]*)@)?(.+)$/.exec(one));
  const servers = given.map((one) => `${one?.[1] ?? ""}${one?.[4] ?? ""}`);
  const [, , user, password = ""] = given.find((one) => one?.[2]) ?? [];
  if (user === undefined) return { servers };
  const [name, pass] = [decodeURIComponent(user), decodeURIComponent(password)];
  return { servers, user: name, pass, inboxPrefix: `_INBOX_${name}` };
}

async function logStatus(connection: NatsConnection, log: Log): Promise<void> {
  for await (const status of connection.status()) {
    if (status.type === "error") log.warn({ event: "nats", err: status.error }, "nats error");
    else if (status.type === "disconnect" || status.type === "reconnect")
      log.warn({ event: "nats", status: status.type }, `nats ${status.type}`);
  }
}

/** The relay as this gateway's configuration wants it. */
import type { Log } from "@printermaster/runtime";
import type { NatsConnection } from "@nats-io/transport-node";
import type { GatewayConfig } from "./config.ts";
import type { Door } from "./draining/adapters/socket-clients.ts";
import { newerThanSocketIo2 } from "./guarding/adapters/newer-than-socketio2.ts";
import type { Guarding } from "./open-guarding.ts";
import { startRelay, type Relay } from "./relay/adapters/start-relay.ts";
import { engineOptions } from "./sockets/printing-server.ts";

const TUNNEL_BUFFER_BYTES = 4 * 1024 * 1024;

export const openRelay = (
  config: GatewayConfig,
  door: Door,
  { addressOf }: Pick<Guarding, "addressOf">,
  log: Log,
  nats: NatsConnection,
): Promise<Relay> =>
  startRelay({
    nats,
    secret: config.PM_SECRET,
    secretBefore: config.PM_SECRET_BEFORE,
    engine: {
      ...engineOptions,
      allowRequest: config.PM_ALLOW_EIO3
        ? door.allowRequest
        : newerThanSocketIo2(door.allowRequest),
      allowEIO3: config.PM_ALLOW_EIO3,
      ...(config.PM_ORIGINS.length > 0 ? { cors: { origin: [...config.PM_ORIGINS] } } : {}),
    },
    limits: {
      polls: { inAll: config.PM_RELAY_POLLS, perAddress: config.PM_RELAY_POLLS_PER_ADDRESS },
      tunnels: { inAll: config.PM_RELAY_TUNNELS, perAddress: config.PM_RELAY_TUNNELS_PER_ADDRESS },
      tunnelBufferBytes: TUNNEL_BUFFER_BYTES,
    },
    addressOf,
    log,
  });

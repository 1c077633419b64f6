/** What stands before everything else, as this gateway's configuration wants it. */
import type { IncomingMessage } from "node:http";
import type { InFlight, Log } from "@printermaster/runtime";
import type { GatewayConfig } from "./config.ts";
import { clientAddress } from "./domain/client-address.ts";
import { Clients } from "./guarding/adapters/count-clients.ts";
import { FrontDoor } from "./guarding/adapters/front-door.ts";
import { watchLoad } from "./guarding/adapters/watch-load.ts";
import { Guard } from "./guarding/app/guard.ts";
import { packetGate } from "./guarding/app/packet-gate.ts";
import { Limiter } from "./guarding/domain/limiter.ts";

export type Guarding = ReturnType<typeof openGuarding>;

export function openGuarding(config: GatewayConfig, inFlight: InFlight, log: Log) {
  const load = watchLoad(inFlight, log);
  const now = () => performance.now();
  const limiter = new Limiter(config.PM_LIMITS_TIMES);
  const guard = new Guard({ limiter, shedding: load.shedding, now });
  const addressOf = ({ socket, headers }: IncomingMessage) =>
    clientAddress(
      socket.remoteAddress ?? "",
      String(headers["x-forwarded-for"] ?? ""),
      config.PM_TRUSTED_PROXIES,
    );
  const frontDoor = new FrontDoor({
    guard,
    origins: config.PM_ORIGINS,
    addressOf,
    isProxy: config.PM_TRUSTED_PROXIES,
    mostPerAddress: config.PM_CONNECTIONS_PER_ADDRESS,
  });
  const most = {
    user: config.PM_CONNECTIONS_PER_USER,
    agent: config.PM_CONNECTIONS_PER_AGENT,
    tenant: config.PM_CONNECTIONS_PER_TENANT,
  };
  const clients = new Clients(most, guard);
  const http = {
    guard,
    foreignOrigin: (request: IncomingMessage) => frontDoor.foreignOrigin(request),
    clientOf: (request: IncomingMessage) => frontDoor.clientOf(request),
  };
  const tooMuch = () => {
    guard.counts.add("cut flooding");
    log.warn({ event: "connection-cut", why: "flooding" }, "a till sends too much");
  };
  const newGate = () => packetGate({ now, times: config.PM_LIMITS_TIMES, tooMuch });
  return { guard, frontDoor, clients, http, addressOf, newGate, now, stop: load.stop };
}

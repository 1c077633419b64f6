/** Posts the guards at what listens: the HTTP server, the engine, the namespaces. */
import type { Server as HttpServer } from "node:http";
import type { Log } from "@printermaster/runtime";
import type { GatewayConfig } from "./config.ts";
import { boundHttp } from "./guarding/adapters/bound-http.ts";
import { cutPipelining } from "./guarding/adapters/cut-pipelining.ts";
import { watchConnections } from "./guarding/adapters/watch-connections.ts";
import type { Guarding } from "./open-guarding.ts";
import type { PrintingNamespace, PrintingServer } from "./sockets/printing-socket.ts";

/** Gives what dismisses them. */
export function standGuard(
  config: GatewayConfig,
  { guard, frontDoor, now, stop }: Guarding,
  http: HttpServer,
  server: PrintingServer,
  log: Log,
): () => void {
  boundHttp(http);
  cutPipelining(http, guard.counts);
  const unwatch = watchConnections(server.engine, {
    door: frontDoor,
    guard,
    mostUnreadBytes: config.PM_MOST_UNREAD_BYTES,
    times: config.PM_LIMITS_TIMES,
    now,
    log,
  });
  return () => {
    unwatch();
    stop();
    log.info({ event: "guard", ...guard.counts.all() }, "what was refused and cut");
  };
}

export function countClients(
  { clients }: Guarding,
  namespaces: readonly PrintingNamespace[],
): void {
  for (const namespace of namespaces) clients.watch(namespace);
}

/** Puts the parts together; the only place that knows all of them. */
import type { Server as HttpServer } from "node:http";
import type { AddressInfo } from "node:net";
import { NAMESPACES, SERVICE_REGISTRY } from "@printermaster/contracts";
import { connectNats, tellOfItself, type Log } from "@printermaster/runtime";
import { databaseAnswers, openPostgres } from "./accounts/adapters/postgres-accounts.ts";
import { watchBroker } from "./adapters/watch-broker.ts";
import { natsAdapter } from "./cluster/adapters/nats-adapter.ts";
import type { GatewayConfig } from "./config.ts";
import { closeEntrance } from "./draining/adapters/close-entrance.ts";
import { moveWhoeverHangsOn } from "./draining/adapters/move-whoever-hangs-on.ts";
import { openDoor, socketClients } from "./draining/adapters/socket-clients.ts";
import { allClients } from "./draining/app/all-clients.ts";
import { drain } from "./draining/app/drain.ts";
// oxlint-disable-next-line no-restricted-imports -- this is the wiring
import { GatewayModule } from "./gateway.module.ts";
import { edgeOver } from "./http/edge.ts";
import { countListeners } from "./flow/adapters/count-listeners.ts";
import { tellListeners } from "./flow/adapters/gather-listeners.ts";
import { createHttpApp } from "./http/http-app.ts";
import { openParts } from "./open-parts.ts";
import { countClients, standGuard } from "./stand-guard.ts";
import { openRelay } from "./open-relay.ts";
import { tellAgentHealth } from "./presence/adapters/gather-health.ts";
import { serveSockets } from "./serve-sockets.ts";
import { serveTills } from "./serve-tills.ts";
import { openEntrance } from "./sockets/entrance.ts";
import { sweepSockets } from "./sockets/keep-signed-in.ts";
import { openPrintingServer } from "./sockets/printing-server.ts";

export interface Gateway {
  readonly port: number;
  /** Hands its clients over to other gateways first, unless there is a hurry. */
  readonly stop: (hurry: AbortSignal) => Promise<void>;
}

const ANSWER_WITHIN_MS = 1000;
/** Where package.json is, from src as from dist. */
const HERE = new URL("../", import.meta.url);

export async function startGateway(config: GatewayConfig, log: Log): Promise<Gateway> {
  const nats = await connectNats(config.NATS_URL, `gateway ${config.PM_INSTANCE}`, log);
  const sql = openPostgres(config.DATABASE_URL);
  const parts = await openParts(config, log, nats, sql);
  const { inFlight, newId, now, guarding } = parts;
  const stopping = new AbortController();
  const brokerConnected = watchBroker(nats);
  const health = {
    now,
    brokerConnected,
    ready: () => brokerConnected() && !stopping.signal.aborted,
    stopping: stopping.signal,
    databaseAnswers: () => databaseAnswers(sql),
  };
  const app = await createHttpApp({
    module: GatewayModule.over(edgeOver(parts, health), log),
    webFolder: config.PM_WEB_DIR,
    newId,
    inFlight,
    guard: guarding.http,
    audit: parts.audit,
    now,
  });
  const http: HttpServer = app.getHttpServer();
  const door = openDoor((request) => guarding.frontDoor.refusalOf(request));
  const relay = await openRelay(config, door, guarding, log, nats);
  const server = openPrintingServer(relay.engine);
  const pos = serveTills(parts, nats);
  openEntrance(http, relay, [pos.route], door.refusalOf);
  const unguard = standGuard(config, guarding, http, server, log);
  server.adapter(natsAdapter(NAMESPACES, { nats, log }));
  const stopFeeds = serveSockets(server, parts, nats);
  const guarded = NAMESPACES.map((name) => server.of(name));
  countClients(guarding, guarded);
  tellAgentHealth(nats, parts.connectedAgents);
  tellOfItself(nats, SERVICE_REGISTRY, { kind: "gateway", instance: parts.gateway, folder: HERE });
  const endSweep = sweepSockets(server, parts);
  const untell = tellListeners({
    nats,
    gateway: config.PM_INSTANCE,
    now,
    count: () => countListeners({ http, server, nats }),
    refused: () => guarding.guard.counts.all(),
  });
  moveWhoeverHangsOn(server, () => stopping.signal.aborted);
  await app.listen(config.PORT, config.HOST);
  return {
    port: (http.address() as AddressInfo).port,
    stop: async (hurry) => {
      stopping.abort();
      const clients = allClients(socketClients(server, door, relay), pos.clients);
      await drain(clients, config.PM_DRAIN_MS, hurry, log);
      await inFlight.idle(ANSWER_WITHIN_MS);
      await closeEntrance(http, server, relay);
      log.info({ event: "relay", ...relay.report() }, "what the relay has done");
      // Agents that were cut off here are still to be signed off.
      await inFlight.idle(ANSWER_WITHIN_MS);
      stopFeeds();
      pos.stop();
      endSweep();
      unguard();
      untell();
      await nats.drain();
      await sql.end({ timeout: 1 });
    },
  };
}

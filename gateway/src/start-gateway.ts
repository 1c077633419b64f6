/** Puts the parts together; the only place that knows all of them. */
import type { Server as HttpServer } from "node:http";
import type { AddressInfo } from "node:net";
import {
  idFromBytes,
  PRINTING_NAMESPACE,
  serverEvents,
  type ServerDraining,
} from "@printermaster/contracts";
import {
  connectNats,
  InFlight,
  otlpOverHttp,
  pause,
  randomIdBytes,
  type Log,
} from "@printermaster/runtime";
import type { NatsConnection } from "@nats-io/transport-node";
import type { Sql } from "postgres";
import { admitSocket } from "./accounts/app/admit-socket.ts";
import { openPasswords } from "./accounts/adapters/passwords.ts";
import {
  databaseAnswers,
  openPostgres,
  postgresAccounts,
} from "./accounts/adapters/postgres-accounts.ts";
import { streamLicences } from "./accounts/adapters/stream-licences.ts";
import { createTokens } from "./accounts/adapters/tokens.ts";
import { watchBroker } from "./adapters/watch-broker.ts";
import { natsAgentSubjects } from "./bridge/adapters/nats-agent-subjects.ts";
import { natsAdapter } from "./cluster/adapters/nats-adapter.ts";
import type { GatewayConfig } from "./config.ts";
// oxlint-disable-next-line no-restricted-imports -- this is the wiring
import { GatewayModule } from "./gateway.module.ts";
import { clientAddress } from "./domain/client-address.ts";
import { openDoor, socketClients, type Door } from "./draining/adapters/socket-clients.ts";
import { drain } from "./draining/app/drain.ts";
import { createHttpApp } from "./http/http-app.ts";
import { createAsk } from "./jobs/adapters/ask.ts";
import { jetstreamReaders } from "./jobs/adapters/jetstream-readers.ts";
import { orchestratorClient } from "./jobs/adapters/orchestrator-client.ts";
import { startRelay, type Relay } from "./relay/adapters/start-relay.ts";
import { LiveFeed } from "./live/adapters/live-feed.ts";
import { LogReader } from "./live/adapters/log-reader.ts";
import { Resumes } from "./live/adapters/resumes.ts";
import { Screens } from "./live/adapters/screens.ts";
import { createSessionIds } from "./live/adapters/session-ids.ts";
import { gatherAgentHealth, tellAgentHealth } from "./presence/adapters/gather-health.ts";
import { ConnectedAgents } from "./presence/app/connected-agents.ts";
import { serveAgent } from "./sockets/agent.gateway.ts";
import { openEntrance } from "./sockets/entrance.ts";
import { createHandle } from "./sockets/handle.ts";
import {
  engineOptions,
  openPrintingServer,
  servePrintingNamespace,
} from "./sockets/printing-server.ts";
import type { PrintingServer } from "./sockets/printing-socket.ts";
import { serveWebClient } from "./sockets/web-client.gateway.ts";

export interface Gateway {
  readonly port: number;
  /** Hands its clients over to other gateways first, unless there is a hurry. */
  readonly stop: (hurry: AbortSignal) => Promise<void>;
}

const MOVE_WITHIN_MS = 2000;
const ANSWER_WITHIN_MS = 1000;
const CLOSE_WITHIN_MS = 2000;
const LAST_ANSWERS_WITHIN_MS = 500;
const TUNNEL_BUFFER_BYTES = 4 * 1024 * 1024;
const newId = () => idFromBytes(randomIdBytes());
const now = () => new Date();

export async function startGateway(config: GatewayConfig, log: Log): Promise<Gateway> {
  const nats = await connectNats(config.NATS_URL, `gateway ${config.PM_INSTANCE}`, log);
  const sql = openPostgres(config.DATABASE_URL);
  const parts = await openParts(config, log, nats, sql);
  const { inFlight } = parts;
  let stopping = false;
  const brokerConnected = watchBroker(nats);
  const health = {
    now,
    brokerConnected,
    ready: () => brokerConnected() && !stopping,
    databaseAnswers: () => databaseAnswers(sql),
  };
  const app = await createHttpApp({
    module: GatewayModule.over({ ...parts, submit: parts, logIn: parts, health }, log),
    webFolder: config.PM_WEB_DIR,
    newId,
    inFlight,
  });
  const http: HttpServer = app.getHttpServer();
  const door = openDoor();
  const relay = await openRelay(config, door, log, nats);
  const server = openPrintingServer(relay.engine);
  openEntrance(http, relay);
  server.adapter(natsAdapter(PRINTING_NAMESPACE, { nats, log }));
  const feed = serveSockets(server, parts, nats);
  tellAgentHealth(nats, parts.connectedAgents);
  moveWhoeverHangsOn(server, () => stopping);
  await app.listen(config.PORT, config.HOST);
  return {
    port: (http.address() as AddressInfo).port,
    stop: async (hurry) => {
      stopping = true;
      if (!hurry.aborted) relay.leave();
      await drain(socketClients(server, door), config.PM_DRAIN_MS, hurry, log);
      await inFlight.idle(ANSWER_WITHIN_MS);
      await closeEntrance(http, server, relay);
      log.info({ event: "relay", ...relay.report() }, "what the relay has done");
      // Agents that were cut off here are still to be signed off.
      await inFlight.idle(ANSWER_WITHIN_MS);
      feed.stop();
      await nats.drain();
      await sql.end({ timeout: 1 });
    },
  };
}

/** A socket of ours may reach us through another gateway, and that one may stop: then it moves as well. */
function moveWhoeverHangsOn(server: PrintingServer, stopping: () => boolean): void {
  const notice: ServerDraining = { withinMs: MOVE_WITHIN_MS };
  server.of(PRINTING_NAMESPACE).on("connection", (socket) =>
    socket.conn.on("leaving", () => {
      // Our own clients are told one after the other, when we stop ourselves.
      if (!stopping()) socket.emit(serverEvents.draining, notice);
    }),
  );
}

const openRelay = (config: GatewayConfig, door: Door, log: Log, nats: NatsConnection) =>
  startRelay({
    nats,
    secret: config.PM_SECRET,
    engine: {
      ...engineOptions,
      allowRequest: door.allowRequest,
      allowEIO3: config.PM_ALLOW_EIO3,
    },
    limits: {
      polls: { inAll: config.PM_RELAY_POLLS, perAddress: config.PM_RELAY_POLLS_PER_ADDRESS },
      tunnels: { inAll: config.PM_RELAY_TUNNELS, perAddress: config.PM_RELAY_TUNNELS_PER_ADDRESS },
      tunnelBufferBytes: TUNNEL_BUFFER_BYTES,
    },
    addressOf: ({ socket, headers }) =>
      clientAddress(
        socket.remoteAddress ?? "",
        String(headers["x-forwarded-for"] ?? ""),
        config.PM_TRUSTED_PROXIES,
      ),
    log,
  });

async function closeEntrance(http: HttpServer, server: PrintingServer, relay: Relay) {
  await relay.release();
  await Promise.race([server.close(), pause(CLOSE_WITHIN_MS)]);
  relay.stop();
  const closed = new Promise<void>((done) => http.close(() => done()));
  await Promise.race([closed, pause(LAST_ANSWERS_WITHIN_MS)]);
  http.closeAllConnections();
}

async function openParts(config: GatewayConfig, log: Log, nats: NatsConnection, sql: Sql) {
  const inFlight = new InFlight();
  const orchestrators = orchestratorClient(createAsk(nats), newId, log);
  const readers = await jetstreamReaders(nats);
  return {
    inFlight,
    log,
    newId,
    now,
    accounts: postgresAccounts(sql),
    licences: await streamLicences(nats, now),
    passwords: await openPasswords(),
    tokens: createTokens(config.PM_SECRET, now),
    commands: orchestrators,
    readModel: orchestrators,
    jobs: readers,
    printers: readers,
    handle: createHandle(log, inFlight),
    reader: await LogReader.open(nats),
    resumes: new Resumes(createSessionIds(config.PM_SECRET, now)),
    spans: { deliver: otlpOverHttp(config.OTEL_EXPORTER_OTLP_ENDPOINT), log },
    subjects: natsAgentSubjects(nats, inFlight, log),
    gateway: config.PM_INSTANCE,
    agents: gatherAgentHealth(nats),
    connectedAgents: new ConnectedAgents(config.PM_INSTANCE, () => performance.now()),
  };
}

function serveSockets(
  server: PrintingServer,
  parts: Awaited<ReturnType<typeof openParts>>,
  nats: NatsConnection,
): LiveFeed {
  const { reader, resumes, log } = parts;
  const namespace = servePrintingNamespace(server, {
    admit: (auth) => admitSocket(parts, auth),
    prepareUser: (socket, user, auth) => resumes.prepare(socket, user, auth),
    serveUser: (socket, user) => {
      serveWebClient(parts, socket, user);
      void screens.follow(socket, resumes.of(socket));
    },
    serveAgent: (socket, agent) => serveAgent(parts, socket, agent),
    log,
  });
  const feed = new LiveFeed({ nats, reader, namespace, now, log });
  const screens = new Screens({ feed, namespace, log });
  return feed;
}

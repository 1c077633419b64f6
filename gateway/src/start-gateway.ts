/** Puts the parts together; the only place that knows all of them. */
import type { AddressInfo } from "node:net";
import { idFromBytes } from "@printermaster/contracts";
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
import type { GatewayConfig } from "./config.ts";
// oxlint-disable-next-line no-restricted-imports -- this is the wiring
import { GatewayModule } from "./gateway.module.ts";
import { createHttpApp } from "./http/http-app.ts";
import { createAsk } from "./jobs/adapters/ask.ts";
import { jetstreamReaders } from "./jobs/adapters/jetstream-readers.ts";
import { orchestratorClient } from "./jobs/adapters/orchestrator-client.ts";
import { startLiveFeed } from "./live/adapters/live-feed.ts";
import { serveAgent } from "./sockets/agent.gateway.ts";
import { createHandle } from "./sockets/handle.ts";
import { openPrintingServer, servePrintingNamespace } from "./sockets/printing-server.ts";
import type { PrintingServer } from "./sockets/printing-socket.ts";
import { serveWebClient } from "./sockets/web-client.gateway.ts";

export interface Gateway {
  readonly port: number;
  readonly stop: () => Promise<void>;
}

const ANSWER_WITHIN_MS = 1000;
const CLOSE_WITHIN_MS = 2000;
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
  const server = openPrintingServer(app.getHttpServer());
  startLiveFeed({ nats, namespace: serveSockets(server, parts), now, log });
  await app.listen(config.PORT, config.HOST);
  return {
    port: (app.getHttpServer().address() as AddressInfo).port,
    stop: async () => {
      stopping = true;
      await inFlight.idle(ANSWER_WITHIN_MS);
      await Promise.race([server.close(), pause(CLOSE_WITHIN_MS)]);
      // Agents that were cut off here are still to be signed off.
      await inFlight.idle(ANSWER_WITHIN_MS);
      await nats.drain();
      await sql.end({ timeout: 1 });
    },
  };
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
    spans: { deliver: otlpOverHttp(config.OTEL_EXPORTER_OTLP_ENDPOINT), log },
    subjects: natsAgentSubjects(nats, inFlight, log),
    gateway: config.PM_INSTANCE,
  };
}

const serveSockets = (server: PrintingServer, parts: Awaited<ReturnType<typeof openParts>>) =>
  servePrintingNamespace(server, {
    admit: (auth) => admitSocket(parts, auth),
    serveUser: (socket, user) => serveWebClient(parts, socket, user),
    serveAgent: (socket, agent) => serveAgent(parts, socket, agent),
    log: parts.log,
  });

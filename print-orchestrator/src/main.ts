import "reflect-metadata";
import { NestFactory } from "@nestjs/core";
import type { MicroserviceOptions } from "@nestjs/microservices";
import {
  deriveJobId,
  idFromBytes,
  leases,
  ORCHESTRATOR_QUEUE,
  refused,
  SERVICE_REGISTRY,
} from "@printermaster/contracts";
import * as runtime from "@printermaster/runtime";
import { PlainJsonNats } from "@printermaster/runtime/nest-wire";
import { startTelemetry } from "@printermaster/runtime/telemetry";
import { drizzle } from "drizzle-orm/postgres-js";
import postgres from "postgres";
import { OrchestratorConfig } from "./config.ts";
import { jetstreamFleetLog } from "./fleet/adapters/jetstream-fleet-log.ts";
import { knownPrinters } from "./fleet/adapters/known-printers.ts";
import { deviceOrigins } from "./jobs/adapters/device-origins.ts";
import { jetstreamDeadLetters } from "./jobs/adapters/jetstream-dead-letters.ts";
import { jetstreamDocuments } from "./jobs/adapters/jetstream-documents.ts";
import { jetstreamJobLog } from "./jobs/adapters/jetstream-job-log.ts";
import { rememberingJobs } from "./jobs/app/remembering-jobs.ts";
import { liveJobNews } from "./jobs/adapters/live-job-news.ts";
import { kvRecentTests, openLimits } from "./jobs/adapters/kv-recent-tests.ts";
import { logRoom } from "./jobs/adapters/log-room.ts";
import { KvLease, openLeases } from "./leases/kv-lease.ts";
import { OrchestratorModule } from "./orchestrator.module.ts";
import { archivedHistory } from "./read-model/adapters/archived-jobs.ts";
import { ownProjector } from "./read-model/adapters/own-projector.ts";
import { postgresProjection } from "./read-model/adapters/postgres-projection.ts";
import { postgresReadModel } from "./read-model/adapters/postgres-read-model.ts";
import { natsAgents } from "./fleet/adapters/nats-agents.ts";
import { shopParts } from "./shop/adapters/shop-parts.ts";
import { ownSaga } from "./saga/adapters/own-saga.ts";

const SERVICE = "printermaster-orchestrator";
const config = runtime.readConfig(OrchestratorConfig, process.env);
const { PM_INSTANCE: instance, NATS_URL: natsUrl } = config;
const log = runtime.createLog(SERVICE, instance, config.LOG_LEVEL);
const deliver = runtime.otlpOverHttp(config.OTEL_EXPORTER_OTLP_ENDPOINT);
const telemetry = startTelemetry(SERVICE, instance, deliver);

const newId = () => idFromBytes(runtime.randomIdBytes());
const connection = await runtime.connectNats(natsUrl, instance, log);
const streams = await runtime.EventStreams.open(connection);
const sql = postgres(config.DATABASE_URL, { max: 4, connect_timeout: 5, onnotice: () => {} });
const database = drizzle(sql);

const fleet = jetstreamFleetLog(streams, newId);
const jobs = rememberingJobs(jetstreamJobLog(streams, newId, log));
const documents = jetstreamDocuments(streams, newId);
const letters = jetstreamDeadLetters(streams, newId);
const agents = natsAgents(connection);
const origins = deviceOrigins(streams, () => performance.now(), log);
const now = () => new Date();
const secret = runtime.secretKey(config.PM_SECRET);
const keyedHash = (text: string) => runtime.hmacHex(secret, text);
const idOf = (text: string) => idFromBytes(runtime.sha256(text));

const room = logRoom(streams, () => performance.now());
const requests = OrchestratorModule.with({
  jobs: {
    jobs,
    documents,
    letters,
    history: archivedHistory(database),
    printers: knownPrinters(fleet, () => performance.now()),
    tests: kvRecentTests(() => openLimits(connection, config.PM_STREAM_REPLICAS)),
    room,
    origins,
    now,
    keyedHash,
    jobIdOf: (company, branch, key) => deriveJobId(runtime.sha256, company, branch, key),
    idOf,
  },
  cancel: { jobs, fleet, news: liveJobNews(connection), now },
  fleet: { fleet, jobs, now: () => now().toISOString() },
  readModel: postgresReadModel(database),
  shop: shopParts(streams, config.PM_SECRET, newId, log),
  room,
  log,
});
const nest = await NestFactory.createMicroservice<MicroserviceOptions>(requests, {
  strategy: new PlainJsonNats({
    url: natsUrl,
    name: `${instance}-requests`,
    queue: ORCHESTRATOR_QUEUE,
    onFailure: refused("internal"),
  }),
  logger: ["error", "warn"],
});
await nest.listen();

const after = (ms: number, run: () => void) => {
  const timer = setTimeout(run, ms);
  return { cancel: () => clearTimeout(timer) };
};
const openBucket = () => openLeases(connection, config.PM_STREAM_REPLICAS);
const saga = new KvLease(openBucket, leases.saga, instance, log);
const told = { jobs, documents, letters, fleet, agents, origins };
const sagaDeps = { ...told, now, idOf, keyedHash, after, log };
saga.run((lost) => ownSaga(streams, { ...sagaDeps, chance: Math.random }, lost));
const projector = new KvLease(openBucket, leases.projector, instance, log);
const projection = postgresProjection(database);
projector.run((lost) => ownProjector({ streams, projection, log }, lost));

runtime.tellOfItself(connection, SERVICE_REGISTRY, {
  kind: "orchestrator",
  instance,
  folder: new URL("../", import.meta.url),
});
const health = await runtime.serveHealth(config.PM_HEALTH_PORT, () => !connection.isClosed());
log.info({ event: "ready", healthPort: health.port }, "the orchestrator takes requests");

runtime.onShutdown(log, [
  () => nest.close(),
  () => Promise.all([saga.stop(), projector.stop()]).then(() => undefined),
  () => health.stop(),
  () => telemetry.stop(),
  () => connection.drain(),
  () => sql.end({ timeout: 1 }),
]);

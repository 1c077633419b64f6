/** What every edge of the gateway is given: accounts, orchestrators, readers, the bridge. */
import { idFromBytes } from "@printermaster/contracts";
import { InFlight, otlpOverHttp, randomIdBytes, type Log } from "@printermaster/runtime";
import type { NatsConnection } from "@nats-io/transport-node";
import type { Sql } from "postgres";
import { natsAgentSubjects } from "./bridge/adapters/nats-agent-subjects.ts";
import type { GatewayConfig } from "./config.ts";
import { openDevices } from "./open-devices.ts";
import { gatherListeners } from "./flow/adapters/gather-listeners.ts";
import { flowOverNats, openFlow } from "./flow/adapters/nats-flow.ts";
import { FlowWatchers } from "./flow/app/watch-flow.ts";
import { auditReader } from "./audit/adapters/audit-stream.ts";
import { createAsk } from "./jobs/adapters/ask.ts";
import { jetstreamReaders } from "./jobs/adapters/jetstream-readers.ts";
import { LiveJobs } from "./jobs/adapters/live-jobs.ts";
import { orchestratorClient } from "./jobs/adapters/orchestrator-client.ts";
import { LogReader } from "./live/adapters/log-reader.ts";
import { createSessionIds } from "./live/adapters/screen-sessions.ts";
import { openAccounts } from "./open-accounts.ts";
import { gatherAgentHealth } from "./presence/adapters/gather-health.ts";
import { natsRegistry } from "./presence/adapters/nats-registry.ts";
import { ConnectedAgents } from "./presence/app/connected-agents.ts";
import { openGuarding } from "./open-guarding.ts";
import { foldedOrders } from "./shop/adapters/folded-orders.ts";
import { shopClient } from "./shop/adapters/shop-client.ts";
import { createHandle } from "./sockets/handle.ts";

export type Parts = Awaited<ReturnType<typeof openParts>>;

const newId = () => idFromBytes(randomIdBytes());
const now = () => new Date();

export async function openParts(config: GatewayConfig, log: Log, nats: NatsConnection, sql: Sql) {
  const inFlight = new InFlight();
  const guarding = openGuarding(config, inFlight, log);
  const flow = openFlow(nats, config.PM_INSTANCE, now);
  const secrets = { secret: config.PM_SECRET, secretBefore: config.PM_SECRET_BEFORE };
  const ask = createAsk(nats);
  const orchestrators = orchestratorClient(ask, newId, log);
  const reader = await LogReader.open(nats);
  const readers = await jetstreamReaders(nats);
  const subjects = natsAgentSubjects(nats, inFlight, log);
  const agents = gatherAgentHealth(nats);
  const accounts = await openAccounts(config, log, nats, sql);
  const { revocations, audit } = accounts;
  const shared = { nats, sql, subjects, health: agents, revocations, audit, newId, now, log };
  return {
    inFlight,
    guarding,
    flow,
    admin: {
      audits: await auditReader(nats),
      watchers: new FlowWatchers(flowOverNats(nats, config.PM_INSTANCE, now)),
      listeners: gatherListeners(nats),
    },
    log,
    newId,
    now,
    ...accounts,
    addressOf: guarding.addressOf,
    commands: orchestrators,
    readModel: orchestrators,
    jobs: readers,
    printers: readers,
    follower: new LiveJobs(nats, readers),
    registry: natsRegistry(nats),
    handle: createHandle({ log, inFlight, guard: guarding.guard, flow }),
    reader,
    shop: shopClient(ask, log),
    orders: await foldedOrders(nats, reader, now),
    sessionIds: createSessionIds(secrets, now),
    spans: { deliver: otlpOverHttp(config.OTEL_EXPORTER_OTLP_ENDPOINT), log },
    subjects,
    gateway: config.PM_INSTANCE,
    agents,
    devices: await openDevices(config, shared),
    connectedAgents: new ConnectedAgents(config.PM_INSTANCE, () => performance.now()),
  };
}

/** What every edge of the gateway is given: accounts, orchestrators, readers, the bridge. */
import { idFromBytes } from "@printermaster/contracts";
import { InFlight, otlpOverHttp, randomIdBytes, type Log } from "@printermaster/runtime";
import type { NatsConnection } from "@nats-io/transport-node";
import type { Sql } from "postgres";
import { addressOf } from "./adapters/address-of.ts";
import { natsAgentSubjects } from "./bridge/adapters/nats-agent-subjects.ts";
import type { GatewayConfig } from "./config.ts";
import { createAsk } from "./jobs/adapters/ask.ts";
import { jetstreamReaders } from "./jobs/adapters/jetstream-readers.ts";
import { orchestratorClient } from "./jobs/adapters/orchestrator-client.ts";
import { LogReader } from "./live/adapters/log-reader.ts";
import { createSessionIds } from "./live/adapters/screen-sessions.ts";
import { openAccounts } from "./open-accounts.ts";
import { gatherAgentHealth } from "./presence/adapters/gather-health.ts";
import { ConnectedAgents } from "./presence/app/connected-agents.ts";
import { foldedOrders } from "./shop/adapters/folded-orders.ts";
import { shopClient } from "./shop/adapters/shop-client.ts";
import { createHandle } from "./sockets/handle.ts";

export type Parts = Awaited<ReturnType<typeof openParts>>;

const newId = () => idFromBytes(randomIdBytes());
const now = () => new Date();

export async function openParts(config: GatewayConfig, log: Log, nats: NatsConnection, sql: Sql) {
  const inFlight = new InFlight();
  const secrets = { secret: config.PM_SECRET, secretBefore: config.PM_SECRET_BEFORE };
  const ask = createAsk(nats);
  const orchestrators = orchestratorClient(ask, newId, log);
  const reader = await LogReader.open(nats);
  const readers = await jetstreamReaders(nats);
  return {
    inFlight,
    log,
    newId,
    now,
    ...(await openAccounts(config, log, nats, sql)),
    addressOf: addressOf(config.PM_TRUSTED_PROXIES),
    commands: orchestrators,
    readModel: orchestrators,
    jobs: readers,
    printers: readers,
    handle: createHandle(log, inFlight),
    reader,
    shop: shopClient(ask, log),
    orders: await foldedOrders(nats, reader, now),
    sessionIds: createSessionIds(secrets, now),
    spans: { deliver: otlpOverHttp(config.OTEL_EXPORTER_OTLP_ENDPOINT), log },
    subjects: natsAgentSubjects(nats, inFlight, log),
    gateway: config.PM_INSTANCE,
    agents: gatherAgentHealth(nats),
    connectedAgents: new ConnectedAgents(config.PM_INSTANCE, () => performance.now()),
  };
}

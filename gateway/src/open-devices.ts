/** What everything about devices with keys is given. */
import type { Id } from "@printermaster/contracts";
import { hmacHex, type Log } from "@printermaster/runtime";
import type { NatsConnection } from "@nats-io/transport-node";
import type { Sql } from "postgres";
import type { Revocations } from "./accounts/app/ports.ts";
import type { Audit } from "./audit/app/ports.ts";
import type { AgentSubjects } from "./bridge/app/ports.ts";
import type { GatewayConfig } from "./config.ts";
import { postgresDevices } from "./devices/adapters/postgres-devices.ts";
import { streamDevices } from "./devices/adapters/stream-devices.ts";
import { Guesses, PAIRING_LIMITS } from "./devices/domain/guesses.ts";
import type { AgentHealthReader } from "./presence/app/desktop-health.ts";

interface Given {
  readonly nats: NatsConnection;
  readonly sql: Sql;
  readonly subjects: AgentSubjects;
  readonly health: AgentHealthReader;
  readonly revocations: Revocations;
  readonly audit: Audit;
  readonly newId: () => Id;
  readonly now: () => Date;
  readonly log: Log;
}

export async function openDevices(config: GatewayConfig, { nats, sql, ...given }: Given) {
  return {
    ...given,
    accounts: postgresDevices(sql),
    memory: await streamDevices(nats),
    guesses: new Guesses(PAIRING_LIMITS),
    audience: config.PM_AUDIENCE,
    keyedHash: (code: string) => hmacHex(config.PM_SECRET, `pairing code ${code}`),
  };
}

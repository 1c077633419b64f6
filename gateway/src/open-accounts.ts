/** Who may come in, and for how long: people, agents and points of sale. */
import type { Answer } from "@printermaster/contracts";
import type { Log } from "@printermaster/runtime";
import type { NatsConnection } from "@nats-io/transport-node";
import type { Sql } from "postgres";
import { watchDatabase } from "./accounts/adapters/database-watch.ts";
import { openPasswords } from "./accounts/adapters/passwords.ts";
import { databaseAnswers, postgresAccounts } from "./accounts/adapters/postgres-accounts.ts";
import {
  postgresApiKeyStore,
  postgresLicenceStore,
} from "./accounts/adapters/postgres-credential-stores.ts";
import { postgresCredentials } from "./accounts/adapters/postgres-credentials.ts";
import { postgresSessions } from "./accounts/adapters/postgres-sessions.ts";
import { sparingCredentials } from "./accounts/adapters/sparing-credentials.ts";
import { streamBindings } from "./accounts/adapters/stream-bindings.ts";
import { StreamRevocations } from "./accounts/adapters/stream-revocations.ts";
import { streamVerifiers } from "./accounts/adapters/stream-verifiers.ts";
import { sparingTokens } from "./accounts/adapters/sparing-tokens.ts";
import { createTokens } from "./accounts/adapters/tokens.ts";
import { oneAtATime } from "./accounts/app/one-at-a-time.ts";
import { Together } from "./accounts/app/together.ts";
import type { Comer } from "./accounts/domain/binding.ts";
import { auditIn } from "./audit/adapters/audit-stream.ts";
import type { GatewayConfig } from "./config.ts";

const now = () => new Date();

export const openAccounts = async (
  config: GatewayConfig,
  log: Log,
  nats: NatsConnection,
  sql: Sql,
) => ({
  accounts: postgresAccounts(sql),
  credentials: sparingCredentials(postgresCredentials(sql), now),
  verifiers: await streamVerifiers(nats, now),
  bindings: await streamBindings(nats),
  binding: new Together<Comer, Answer<true>>(),
  licenceStore: postgresLicenceStore(sql),
  apiKeyStore: postgresApiKeyStore(sql),
  passwords: oneAtATime(await openPasswords()),
  sessions: postgresSessions(sql),
  revocations: await StreamRevocations.open(nats, now, log),
  databaseIsAway: watchDatabase(() => databaseAnswers(sql), now),
  tokens: sparingTokens(
    createTokens({
      secret: config.PM_SECRET,
      secretBefore: config.PM_SECRET_BEFORE,
      lifetimeSeconds: config.PM_ACCESS_TOKEN_SECONDS,
      now,
    }),
    now,
  ),
  audit: auditIn(nats, log),
});

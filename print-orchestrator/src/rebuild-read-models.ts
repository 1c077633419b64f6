/** Makes schema `read` anew from archive and log, also while the system runs: lists are short meanwhile, prints go on. */
import { fileURLToPath } from "node:url";
import { leases } from "@printermaster/contracts";
import { connectNats, createLog, EventStreams, readConfig } from "@printermaster/runtime";
import { drizzle } from "drizzle-orm/postgres-js";
import postgres from "postgres";
import { MigrateConfig } from "./config.ts";
import { openLeases } from "./leases/kv-lease.ts";
import { holdingLease } from "./read-model/adapters/held-lease.ts";
import { postgresProjection } from "./read-model/adapters/postgres-projection.ts";
import { rebuildReadModels } from "./read-model/adapters/rebuild-read-models.ts";

const config = readConfig(MigrateConfig, process.env);
const log = createLog("printermaster-rebuild", config.PM_INSTANCE, config.LOG_LEVEL);
const migrations = fileURLToPath(new URL("../migrations", import.meta.url));

const connection = await connectNats(config.NATS_URL, config.PM_INSTANCE, log);
const sql = postgres(config.DATABASE_URL, { max: 4, connect_timeout: 5, onnotice: () => {} });
const streams = await EventStreams.open(connection);
const kv = await openLeases(connection, config.PM_STREAM_REPLICAS);
const deps = { streams, projection: postgresProjection(drizzle(sql)), log };
const begun = performance.now();
try {
  await holdingLease(kv, leases.projector, `${config.PM_INSTANCE}-rebuild`, () =>
    rebuildReadModels(deps, sql, migrations),
  );
  const seconds = Math.round(performance.now() - begun) / 1000;
  log.info({ event: "rebuilt", seconds }, "the read models are rebuilt; the projector goes on");
} catch (error) {
  log.error({ err: error }, "the read models could not be rebuilt: run it again");
  process.exitCode = 1;
} finally {
  await sql.end({ timeout: 1 });
  await connection.close();
}

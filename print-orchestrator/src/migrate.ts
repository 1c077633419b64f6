/** The one idempotent step that creates and updates streams, buckets and the read models' tables. */
import { fileURLToPath } from "node:url";
import { connectNats, createLog, migrate, readConfig } from "@printermaster/runtime";
import postgres from "postgres";
import { MigrateConfig } from "./config.ts";
import { createStreams } from "./streams/create-streams.ts";

const config = readConfig(MigrateConfig, process.env);
const log = createLog("printermaster-migrate", config.PM_INSTANCE, config.LOG_LEVEL);

const connection = await connectNats(config.NATS_URL, config.PM_INSTANCE, log);
await createStreams(connection, config.PM_STREAM_REPLICAS);
await connection.close();

const sql = postgres(config.DATABASE_URL, { max: 1, onnotice: () => {} });
const applied = await migrate(
  sql,
  "read",
  fileURLToPath(new URL("../migrations", import.meta.url)),
);
await sql.end();
log.info({ event: "migrated", applied }, "streams and read models are up to date");

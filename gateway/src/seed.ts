/** Brings schema `account` up to date and, if asked, puts the demo company into it. */
import { readFile } from "node:fs/promises";
import { idFromBytes } from "@printermaster/contracts";
import { createLog, migrate, randomIdBytes, readConfig } from "@printermaster/runtime";
import { DemoAccounts, putDemoAccounts } from "./accounts/adapters/demo-accounts.ts";
import { openPostgres } from "./accounts/adapters/postgres-accounts.ts";
import { MIGRATIONS, SeedConfig } from "./config.ts";

const config = readConfig(SeedConfig, process.env);
const log = createLog("printermaster-gateway", "seed", "info");
const sql = openPostgres(config.DATABASE_URL);
const applied = await migrate(sql, "account", MIGRATIONS);
log.info({ event: "migrated", applied }, "schema account is up to date");
if (config.PM_DEMO_FILE) {
  const demo = DemoAccounts.parse(JSON.parse(await readFile(config.PM_DEMO_FILE, "utf8")));
  await putDemoAccounts(sql, demo, () => idFromBytes(randomIdBytes()));
  log.info({ event: "seeded", company: demo.company.id }, "the demo company is in place");
}
await sql.end();

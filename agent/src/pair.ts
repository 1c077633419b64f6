/** `pair CODE`: this agent gets a key of its own, and the cloud learns the public part of it. */
import { readConfig } from "@printermaster/runtime";
import { deviceKeyFile } from "./adapters/device-key-file.ts";
import { pairOver } from "./adapters/pair-over-http.ts";
import { SqliteSpool } from "./adapters/sqlite-spool.ts";
import { PairConfig } from "./config.ts";

const code = process.argv.at(-1) ?? "";
const { PM_GATEWAY_URLS, PM_DATA_DIR } = readConfig(PairConfig, process.env);

try {
  const { installationId, close } = openInstallation();
  try {
    const file = deviceKeyFile(PM_DATA_DIR);
    const { deviceId, branchId } = await pairOver(PM_GATEWAY_URLS, file, code, installationId);
    process.stdout.write(`Paired as ${deviceId} of branch ${branchId}. Now start the agent.\n`);
  } finally {
    close();
  }
} catch (error) {
  process.stderr.write(`Not paired: ${(error as Error).message}\n`);
  process.exitCode = 1;
}

function openInstallation() {
  try {
    const spool = new SqliteSpool(PM_DATA_DIR, Date.now);
    return { installationId: spool.installationId, close: () => spool.close() };
  } catch (cause) {
    throw new Error("the agent's data folder is in use: stop the agent first", { cause });
  }
}

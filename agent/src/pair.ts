/** `pair CODE`: this agent gets a key of its own, and the cloud learns the public part of it. */
import { readConfig } from "@printermaster/runtime";
import { lchownSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { deviceKeyFile } from "./adapters/device-key-file.ts";
import { pairOver } from "./adapters/pair-over-http.ts";
import { SqliteSpool } from "./adapters/sqlite-spool.ts";
import { exitCodes, type ExitCode } from "./cli/command-failed.ts";
import { PairConfig } from "./config.ts";

export async function pair(code: string): Promise<ExitCode> {
  const { PM_GATEWAY_URLS, PM_DATA_DIR } = readConfig(PairConfig, process.env);
  try {
    const { installationId, close } = openInstallation(PM_DATA_DIR);
    try {
      const file = deviceKeyFile(PM_DATA_DIR);
      const { deviceId, branchId } = await pairOver(PM_GATEWAY_URLS, file, code, installationId);
      process.stdout.write(`Paired as ${deviceId} of branch ${branchId}. Now start the agent.\n`);
    } finally {
      close();
      giveToOwner(PM_DATA_DIR);
    }
    return exitCodes.worked;
  } catch (error) {
    process.stderr.write(`Not paired: ${(error as Error).message}\n`);
    return exitCodes.failed;
  }
}

function openInstallation(folder: string) {
  try {
    const spool = new SqliteSpool(folder, Date.now);
    return { installationId: spool.installationId, close: () => spool.close() };
  } catch (cause) {
    throw new Error("the agent's data folder is in use: stop the agent first", { cause });
  }
}

/** Whoever pairs as root for a service leaves files that the service's user can use. */
function giveToOwner(folder: string): void {
  if (process.getuid?.() !== 0) return;
  const { uid, gid } = statSync(folder);
  for (const name of readdirSync(folder)) lchownSync(join(folder, name), uid, gid);
}

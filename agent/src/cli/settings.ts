/** Settings from a file, for people and services; the environment has the last word. */
import { existsSync } from "node:fs";
import { CommandFailed, exitCodes } from "./command-failed.ts";

export const SETTINGS_FILE = "/etc/printermaster/agent.env";

export function loadSettings(file: string | undefined): void {
  const path = file ?? SETTINGS_FILE;
  if (file === undefined && !existsSync(path)) return;
  try {
    process.loadEnvFile(path);
  } catch (error) {
    // Only its service's user and root may read it, as it may hold a licence.
    if (file === undefined && (error as NodeJS.ErrnoException).code === "EACCES") return;
    const advice = "check that the file is there and that you may read it";
    throw new CommandFailed("no-settings", (error as Error).message, advice, exitCodes.misused);
  }
}

export function dataFolder(): string {
  const folder = process.env["PM_DATA_DIR"];
  if (folder) return folder;
  throw new CommandFailed(
    "no-data-folder",
    "PM_DATA_DIR is not set, so it is not known which agent is meant",
    "set PM_DATA_DIR, or name a file with --config",
    exitCodes.misused,
  );
}

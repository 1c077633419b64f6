/** Of the machine and its settings: what can be seen without asking anybody. */
import { complaints } from "@printermaster/runtime";
import { accessSync, constants, existsSync, statfsSync, statSync } from "node:fs";
import { NODE_LEAST, nodeMajor } from "../cli/node-least.ts";
import { AgentConfig, LicenceConfig } from "../config.ts";
import { deviceKeyFile, UnsafeKeyFile } from "../adapters/device-key-file.ts";
import { diskFinding, fail, ok, warn, type Finding } from "./verdict.ts";

export function nodeFinding(): Finding {
  const seen = `Node ${process.versions.node}, ${process.platform} ${process.arch}`;
  if (nodeMajor() < NODE_LEAST) return fail("node", seen, `install Node ${NODE_LEAST} or later`);
  if (process.platform === "linux") return ok("node", seen);
  return warn("node", seen, "tested on Linux only");
}

export function settingsFindings(): Finding[] {
  const { error } = AgentConfig.safeParse(process.env);
  if (!error) return [ok("settings", "complete")];
  return complaints(error).map((complaint) =>
    fail("settings", complaint, "see `printermaster-agent --help`"),
  );
}

export function folderFindings(folder: string): Finding[] {
  if (!existsSync(folder))
    return [
      warn(
        "data folder",
        `${folder} is not there yet`,
        "it is made by pair, or at the first start",
      ),
    ];
  try {
    accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch {
    return [
      fail(
        "data folder",
        `${folder} cannot be written`,
        "use the user that the agent runs as, or chown it",
      ),
    ];
  }
  const { bavail, bsize } = statfsSync(folder);
  return [privacyOf(folder), diskFinding((bavail * bsize) / 1_048_576)];
}

export function keyFinding(folder: string): Finding {
  const pairIt = "get a code from the dashboard, then `printermaster-agent pair CODE`";
  try {
    const key = deviceKeyFile(folder).read();
    if (key) return ok("key", `paired as ${key.device.deviceId} of branch ${key.device.branchId}`);
    if (LicenceConfig.safeParse(process.env).success)
      return ok("key", "none; a licence is configured");
    return fail("key", "neither paired nor licensed", pairIt);
  } catch (error) {
    if (error instanceof UnsafeKeyFile) return fail("key", error.message, pairIt);
    return fail("key", `cannot be read: ${(error as Error).message}`, pairIt);
  }
}

/** The spool holds what guests ordered. */
function privacyOf(folder: string): Finding {
  const { mode } = statSync(folder);
  if (process.platform === "win32" || (mode & 0o077) === 0) return ok("data folder", folder);
  return warn("data folder", `others may read ${folder}`, `chmod 700 ${folder}`);
}

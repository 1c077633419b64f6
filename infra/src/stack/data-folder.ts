import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { identify, stillLives } from "../supervisor/identity.ts";

export class DataFolderBusy extends Error {
  override name = "DataFolderBusy";
}

// What we put there. Only this is deleted by `fresh`: a folder named by mistake may hold other things.
const OURS = [
  "agents",
  "demo.json",
  "logs",
  "nats",
  "postgres",
  "postgres.new",
  "printers",
  "secrets",
];

/** Makes the data folder ours alone until the answered function is called. */
export function claimDataFolder(dataDir: string): () => void {
  mkdirSync(dataDir, { recursive: true });
  const file = join(dataDir, "launcher.pid");
  for (;;) {
    try {
      writeFileSync(file, identify(process.pid), { flag: "wx" });
      return () => rmSync(file, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
    const owner = readOwner(file);
    if (stillLives(owner)) {
      throw new DataFolderBusy(
        `${dataDir} is in use by another start (pid ${owner.split(" ")[0]}): end that one, or use --data`,
      );
    }
    rmSync(file, { force: true });
  }
}

export function emptyDataFolder(dataDir: string): void {
  for (const name of OURS) rmSync(join(dataDir, name), { recursive: true, force: true });
}

function readOwner(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}

import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { until } from "../until.ts";
import { stillLives } from "./identity.ts";

/** Waits for what an earlier launcher left behind when it was killed: its processes are just noticing. */
export async function leftoversGone(dataDir: string): Promise<void> {
  for (const { name, identity, file } of recorded(dataDir)) {
    const what = `the end of ${name} (pid ${Number.parseInt(identity, 10)}) from an earlier start`;
    await until(() => !stillLives(identity) || undefined, { within: 15_000, what });
    rmSync(file, { force: true });
  }
}

/** Kills whatever runs on this data folder, at once. */
export function killRecorded(dataDir: string): void {
  for (const { identity } of recorded(dataDir)) {
    if (stillLives(identity)) process.kill(Number.parseInt(identity, 10), "SIGKILL");
  }
}

function recorded(dataDir: string): { name: string; identity: string; file: string }[] {
  const folder = join(dataDir, "pids");
  if (!existsSync(folder)) return [];
  return readdirSync(folder).map((name) => {
    const file = join(folder, name);
    return { name, file, identity: readFileSync(file, "utf8") };
  });
}

import { execFile } from "node:child_process";
import { promisify } from "node:util";

const run = promisify(execFile);

// 2.12 brought what the log needs: per-subject expected sequence with republish, and message schedules.
const OLDEST = [2, 12] as const;

/** The version a nats-server binary tells, or nothing if it is none. */
export async function natsVersion(path: string): Promise<string | undefined> {
  try {
    const { stdout } = await run(path, ["--version"], { timeout: 10_000 });
    return /v?(\d+\.\d+\.\d+\S*)/.exec(stdout)?.[1];
  } catch {
    return undefined;
  }
}

export function isRecentEnough(version: string): boolean {
  const [major = 0, minor = 0] = version.split(/[.~+-]/).map(Number);
  return major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1]);
}

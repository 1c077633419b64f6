/** The queues of CUPS, as `lpstat` tells them. */
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { Found } from "../domain/found.ts";

const LIMIT_MS = 5000;

export async function cupsQueues(): Promise<Found[]> {
  const options = { timeout: LIMIT_MS, env: { ...process.env, LC_ALL: "C" } };
  const told = await promisify(execFile)("lpstat", ["-v"], options).catch(() => ({ stdout: "" }));
  return queuesIn(told.stdout);
}

export const queuesIn = (lpstat: string): Found[] =>
  [...lpstat.matchAll(/^device for (\S+): (\S+)$/gm)].map(([, queue = "", uri = ""]) => ({
    identity: `cups ${queue}`,
    name: queue.slice(0, 80),
    kind: "cups",
    place: { at: "queue", queue, uri },
    source: "cups",
  }));

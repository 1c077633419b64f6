/** Has a process of ours collect its garbage, over the inspector that it was started with. */
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import WebSocket from "ws";

/** In the environment of the process; it says in its log where the inspector listens. */
export const INSPECTED = { NODE_OPTIONS: "--inspect=127.0.0.1:0" } as const;

/** What one collection frees, may let the next free more. */
const TIMES = 3;

export async function collectGarbage(logFile: string): Promise<void> {
  const address = /Debugger listening on (ws:\S+)/.exec(await readFile(logFile, "utf8"))?.[1];
  if (!address) throw new Error(`nobody says in ${logFile} where its inspector listens`);
  const inspector = new WebSocket(address, { perMessageDeflate: false });
  await once(inspector, "open");
  for (let id = 1; id <= TIMES; id++) {
    inspector.send(JSON.stringify({ id, method: "HeapProfiler.collectGarbage" }));
    await once(inspector, "message");
  }
  inspector.close();
  await once(inspector, "close");
}

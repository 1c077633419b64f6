/** Looks into a process that was started with `--inspect`, over its debugger's protocol. */
import { readFileSync } from "node:fs";
import { until } from "../patience.ts";

export const INSPECTED = "--inspect=127.0.0.1:0";

export interface Inspector {
  /** What is left when the garbage is gone, in megabytes. */
  readonly heap: () => Promise<number>;
  readonly ask: (method: string, params?: object) => Promise<unknown>;
  readonly stop: () => void;
}

/** The address is the last one that its log tells. */
export async function inspect(logFile: string): Promise<Inspector> {
  const [url] = readFileSync(logFile, "utf8")
    .match(/ws:\/\/127\.0\.0\.1:\d+\/[\w-]+/g)!
    .slice(-1);
  const socket = new WebSocket(url!);
  const replies = new Map<number, (result: unknown) => void>();
  socket.addEventListener("message", ({ data }) => {
    const { id, result } = JSON.parse(String(data)) as { id: number; result: unknown };
    replies.get(id)?.(result);
    replies.delete(id);
  });
  await until("an inspector", () => socket.readyState === WebSocket.OPEN);
  let last = 0;
  const ask = (method: string, params: object = {}) =>
    new Promise<unknown>((resolve) => {
      replies.set(++last, resolve);
      socket.send(JSON.stringify({ id: last, method, params }));
    });
  return {
    ask,
    async heap() {
      await ask("HeapProfiler.collectGarbage");
      const { usedSize } = (await ask("Runtime.getHeapUsage")) as { usedSize: number };
      return usedSize / 1024 / 1024;
    },
    stop: () => socket.close(),
  };
}

/** `text/event-stream` on one response. */
import type { ApiResponse } from "./exchange.ts";

const BEAT_MS = 15_000;
/** Far more than a job's whole history: who reads so slowly does not read. */
const MOST_UNREAD_BYTES = 256 * 1024;
/** Many may be told to come again at once. */
const COME_BACK_WITHIN_MS = 2000;

export function openEventStream(response: ApiResponse) {
  response.status(200);
  response.setHeader("content-type", "text/event-stream");
  response.setHeader("x-accel-buffering", "no");
  response.flushHeaders();
  const write = (text: string) => {
    if (response.writableLength > MOST_UNREAD_BYTES) response.destroy();
    else response.write(text);
  };
  const beat = setInterval(() => write(": still here\n\n"), BEAT_MS);
  response.once("close", () => clearInterval(beat));
  return {
    send: (id: number, data: unknown) => write(`id: ${id}\ndata: ${JSON.stringify(data)}\n\n`),
    end(comeBack: boolean) {
      if (comeBack) write(`retry: ${Math.ceil(Math.random() * COME_BACK_WITHIN_MS)}\n\n`);
      response.end();
    },
  };
}

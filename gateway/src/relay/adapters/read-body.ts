/** The whole body of a request, within a limit. What is beyond it is read and dropped, so that the client hears our answer. */
import type { IncomingMessage } from "node:http";

/** Whoever sends this much more than it may is cut off. */
const MOST_DROPPED_BYTES = 64 * 1024 * 1024;

export function readBody(
  request: IncomingMessage,
  mostBytes: number,
): Promise<Buffer | "too-large" | "aborted"> {
  return new Promise((settle) => {
    const chunks: Buffer[] = [];
    let length = 0;
    request.on("data", (chunk: Buffer) => {
      length += chunk.length;
      if (length <= mostBytes) return void chunks.push(chunk);
      chunks.length = 0;
      if (length > mostBytes + MOST_DROPPED_BYTES) request.destroy();
    });
    request.once("end", () => settle(length > mostBytes ? "too-large" : Buffer.concat(chunks)));
    request.once("close", () => settle("aborted"));
    request.once("error", () => settle("aborted"));
  });
}

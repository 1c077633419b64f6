import type { IncomingMessage } from "node:http";

/** Read to its end in any case, so that the answer is heard; `undefined` if it is larger than `mostBytes`. */
export async function boundedBody(
  request: IncomingMessage,
  mostBytes: number,
): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes <= mostBytes) chunks.push(chunk);
  }
  return bytes > mostBytes ? undefined : Buffer.concat(chunks).toString("utf8");
}

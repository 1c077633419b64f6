/** A bug here would look like: a proxy that ends a quiet stream, or a reader that fell asleep and fills our memory. */
import { createServer, get, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, test, vi } from "vitest";
import { openEventStream } from "../src/http/event-stream.ts";
import type { ApiResponse } from "../src/http/exchange.ts";

let http: Server;
afterEach(() => {
  vi.useRealTimers();
  http.closeAllConnections();
  http.close();
});

async function opened() {
  let stream: ReturnType<typeof openEventStream> | undefined;
  let response: ApiResponse | undefined;
  http = createServer((_, answer) => {
    response = Object.assign(answer, { status: () => answer }) as unknown as ApiResponse;
    stream = openEventStream(response);
  });
  await new Promise<void>((listening) => http.listen(0, "127.0.0.1", listening));
  const { port } = http.address() as AddressInfo;
  const reader = await new Promise<IncomingMessage>((answered) => get({ port }, answered));
  return { stream: stream!, response: response!, reader };
}

test("a stream on which nothing happens says every fifteen seconds that it is there", async () => {
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
  const { reader } = await opened();
  let said = "";
  reader.setEncoding("utf8").on("data", (text: string) => (said += text));
  vi.advanceTimersByTime(30_000);
  await vi.waitUntil(() => said === ": still here\n\n: still here\n\n");
});

test("who does not read is cut off after a quarter of a megabyte, and told nothing more", async () => {
  const { stream, response, reader } = await opened();
  reader.on("error", () => undefined).pause();
  const news = "x".repeat(64 * 1024);
  let sent = 0;
  await vi.waitUntil(
    () => {
      stream.send(sent++, news);
      return response.destroyed;
    },
    { timeout: 20_000, interval: 1 },
  );
  expect(response.writableLength).toBeLessThan(512 * 1024);
});

test("who reads hears all of it, however much it is", async () => {
  const { stream, response, reader } = await opened();
  let bytes = 0;
  reader.on("data", (chunk: Buffer) => (bytes += chunk.byteLength));
  const news = "x".repeat(64 * 1024);
  for (let id = 1; id <= 40; id++) {
    stream.send(id, news);
    await vi.waitUntil(() => bytes > id * news.length, { timeout: 20_000, interval: 1 });
  }
  expect(response.destroyed).toBe(false);
});

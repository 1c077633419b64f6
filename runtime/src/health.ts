/** `/livez` and `/readyz` for processes without an HTTP API of their own. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

export interface Health {
  readonly port: number;
  readonly stop: () => void;
}

export async function serveHealth(port: number, ready: () => boolean): Promise<Health> {
  const server = createServer((request, response) => {
    const ok = request.url === "/livez" || (request.url === "/readyz" && ready());
    const known = request.url === "/livez" || request.url === "/readyz";
    response.writeHead(ok ? 200 : known ? 503 : 404, { "content-type": "application/json" });
    response.end(JSON.stringify({ status: ok ? "ok" : known ? "not ready" : "not found" }));
  });
  await new Promise<void>((listening, failed) => {
    server.once("error", failed);
    server.listen(port, "127.0.0.1", listening);
  });
  return { port: (server.address() as AddressInfo).port, stop: () => void server.close() };
}

import { createServer, type Server } from "node:http";
import { proxyRequest } from "./proxy-request.ts";
import { proxyUpgrade } from "./proxy-upgrade.ts";
import { roundRobin } from "./round-robin.ts";

/** A plain round robin by request, without any affinity: what the gateways must get along with. */
export function createBalancer(gatewayUrls: readonly string[]): Server {
  const connect = roundRobin(
    gatewayUrls.map((url) => ({ host: new URL(url).hostname, port: Number(new URL(url).port) })),
  );
  const server = createServer((request, response) => {
    proxyRequest(connect, request, response).catch(() => response.destroy());
  });
  server.on("upgrade", (request, socket, head) => {
    proxyUpgrade(connect, request, socket, head).catch(() => socket.destroy());
  });
  // Bodies may stream for as long as they like.
  server.requestTimeout = 0;
  return server;
}

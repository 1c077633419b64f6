import { createServer, type Server } from "node:http";
import { proxyRequest } from "./proxy-request.ts";
import { proxyUpgrade } from "./proxy-upgrade.ts";
import { Readiness } from "./readiness.ts";
import { roundRobin, type Target } from "./round-robin.ts";

/** A plain round robin by request over those that are ready, without any affinity: what the gateways must get along with. */
export function createBalancer(gatewayUrls: readonly string[]): Server {
  const targets = gatewayUrls.map((url) => new URL(url)).map(addressOf);
  const readiness = new Readiness();
  const connect = roundRobin(targets, readiness);
  const server = createServer((request, response) => {
    proxyRequest(connect, request, response).catch(() => response.destroy());
  });
  server.on("upgrade", (request, socket, head) => {
    proxyUpgrade(connect, request, socket, head).catch(() => socket.destroy());
  });
  server.once("listening", () => readiness.watch(targets));
  server.once("close", () => readiness.stop());
  // Bodies may stream for as long as they like.
  server.requestTimeout = 0;
  return server;
}

const addressOf = ({ hostname, port }: URL): Target => ({ host: hostname, port: Number(port) });

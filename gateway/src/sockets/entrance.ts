/** The one way in: Socket.IO's requests and upgrades go to its engine, upgrades nobody knows are refused, the rest is the API's. */
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import type { Refusal } from "@printermaster/contracts";
import { refuseHandshake } from "../guarding/adapters/refuse-handshake.ts";

export type Upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer) => void;

export interface SocketIo {
  readonly request: (request: IncomingMessage, response: ServerResponse) => void;
  readonly upgrade: Upgrade;
}

/** Says by the path, without its query, whether these upgrades are its own. */
export interface UpgradeRoute {
  readonly takes: (path: string) => boolean;
  readonly upgrade: Upgrade;
}

export function openEntrance(
  http: Server,
  socketIo: SocketIo,
  furtherUpgrades: readonly UpgradeRoute[] = [],
  /** Asked about these; Socket.IO's engine asks by itself, and only about new sessions. */
  refusalOf: (request: IncomingMessage) => Refusal | undefined = () => undefined,
): void {
  // Whoever keeps connections to us open must be the one that closes them, or it sends a request into one that is closing.
  http.keepAliveTimeout = 75_000;
  const api = http.listeners("request") as ((...exchange: unknown[]) => void)[];
  http.removeAllListeners("request");
  http.on("request", (request, response) => {
    if (request.socket.destroyed) return;
    if (isSocketIo(pathOf(request))) socketIo.request(request, response);
    else for (const listener of api) listener.call(http, request, response);
  });

  const further = furtherUpgrades.map(({ takes, upgrade }) => ({
    takes,
    upgrade: ((request, socket, head) => {
      const refusal = refusalOf(request);
      if (refusal) refuseHandshake(request, refusal);
      else upgrade(request, socket, head);
    }) satisfies Upgrade,
  }));
  const routes = [{ takes: isSocketIo, upgrade: socketIo.upgrade }, ...further];
  http.on("upgrade", (request, socket, head) => {
    // Before anybody waits for anything: without a listener, a reset would end the process.
    socket.on("error", () => socket.destroy());
    const path = pathOf(request);
    const route = routes.find(({ takes }) => takes(path));
    if (route) route.upgrade(request, socket, head);
    else socket.end("HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
  });
}

const pathOf = ({ url = "" }: IncomingMessage): string => url.split("?", 1)[0] ?? "";

const isSocketIo = (path: string): boolean => path === "/socket.io/" || path === "/socket.io";

/** The one way in: Socket.IO's requests and upgrades go to its engine, upgrades nobody knows are refused, the rest is the API's. */
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";

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
): void {
  // Whoever keeps connections to us open must be the one that closes them, or it sends a request into one that is closing.
  http.keepAliveTimeout = 75_000;
  const api = http.listeners("request") as ((...exchange: unknown[]) => void)[];
  http.removeAllListeners("request");
  http.on("request", (request, response) => {
    if (isSocketIo(pathOf(request))) socketIo.request(request, response);
    else for (const listener of api) listener.call(http, request, response);
  });

  const routes = [{ takes: isSocketIo, upgrade: socketIo.upgrade }, ...furtherUpgrades];
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

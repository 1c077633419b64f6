/** Lets HTTP through, and treats WebSockets as some networks do. */
import { createBalancer } from "@printermaster/infra";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";

export type Treatment = "refused" | "swallowed";

export async function strictNetwork(url: string, treatment: Treatment) {
  const behind = createBalancer([url]);
  const open = new Set<Duplex>();
  let firstAt: number | undefined;
  const noteFirst = () => void (firstAt ??= performance.now());
  const server = createServer((...exchange) => {
    noteFirst();
    behind.emit("request", ...exchange);
  });
  server.on("upgrade", (_, socket) => {
    noteFirst();
    open.add(socket);
    socket.on("error", () => {});
    if (treatment === "refused") socket.end("HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\n");
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    /** When the first request or WebSocket came. */
    firstAt: () => firstAt,
    upgrades: () => open.size,
    stop: () => {
      open.forEach((socket) => socket.destroy());
      server.closeAllConnections();
      server.close();
    },
  };
}

/** As much of a gateway as an agent with nothing to print needs. */
import { accepted, agentEvents, PRINTING_NAMESPACE } from "@printermaster/contracts";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Server } from "socket.io";

type Acknowledge = (answer: unknown) => void;

export async function playGateway() {
  const http = createServer((_, response) => void response.end("{}"));
  const io = new Server(http, { serveClient: false, pingInterval: 10_000, pingTimeout: 4000 });
  const greeted = Promise.withResolvers<void>();
  io.of(PRINTING_NAMESPACE).on("connection", (socket) => {
    socket.on(agentEvents.hello, (_: unknown, acknowledge: Acknowledge) => {
      const serverTime = new Date().toISOString();
      acknowledge(accepted({ session: "session1", serverTime, drop: [] }));
      greeted.resolve();
    });
  });
  await once(http.listen(0, "127.0.0.1"), "listening");
  const { port } = http.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    greeted: greeted.promise,
    close: () => io.close(),
  };
}

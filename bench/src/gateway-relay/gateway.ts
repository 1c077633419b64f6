// One gateway with nothing in it but the relay and a server that acknowledges. Usage: node gateway.ts <url of NATS>
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { createLog } from "@printermaster/runtime";
import { connect } from "@nats-io/transport-node";
import { Server } from "socket.io";
import { startRelay } from "../../../gateway/src/relay/adapters/start-relay.ts";
import { openEntrance } from "../../../gateway/src/sockets/entrance.ts";
import { engineOptions } from "../../../gateway/src/sockets/printing-server.ts";

export interface Effort {
  readonly port: number;
  /** Of this process since its start, user and system. */
  readonly cpuMs: number;
  readonly messagesIn: number;
  readonly messagesOut: number;
}

const [natsUrl = ""] = process.argv.slice(2);
const plenty = { inAll: 10_000, perAddress: 10_000 };

// A Ctrl-C reaches the whole group; whoever started us ends us in order, by the channel between us.
process.on("SIGINT", () => {});
process.on("disconnect", () => process.exit(0));

const nats = await connect({ servers: natsUrl, noAsyncTraces: true });
const relay = await startRelay({
  nats,
  secret: "a secret of at least thirty-two characters",
  engine: engineOptions,
  limits: { polls: plenty, tunnels: plenty, tunnelBufferBytes: 4_194_304 },
  addressOf: ({ socket }) => socket.remoteAddress ?? "",
  log: createLog("bench", "gateway", "silent"),
});
const server = new Server({ serveClient: false });
server.bind(relay.engine);
server.on("connection", (socket) =>
  socket.on("floor", (payload: unknown, acknowledge: (payload: unknown) => void) =>
    acknowledge(payload),
  ),
);
const http = createServer((_, response) => response.writeHead(404).end());
openEntrance(http, relay);
http.keepAliveTimeout = 120_000;
http.listen(0, "127.0.0.1", () => process.send?.(effort()));
process.on("message", () => process.send?.(effort()));

function effort(): Effort {
  const { user, system } = process.cpuUsage();
  const { inMsgs, outMsgs } = nats.stats();
  const { port } = http.address() as AddressInfo;
  return { port, cpuMs: (user + system) / 1000, messagesIn: inMsgs, messagesOut: outMsgs };
}

/** One gateway with nothing in it but the relay and a Socket.IO server that echoes. */
import { createServer, type Server as HttpServer } from "node:http";
import type { AddressInfo } from "node:net";
import { createLog } from "@printermaster/runtime";
import { connect } from "@nats-io/transport-node";
import { Server, type Socket } from "socket.io";
import { trustedProxies } from "../../src/adapters/trusted-proxies.ts";
import { clientAddress } from "../../src/domain/client-address.ts";
import type { EngineOptions } from "../../src/relay/adapters/relay-engine.ts";
import type { RelayLimits } from "../../src/relay/adapters/parts.ts";
import { startRelay } from "../../src/relay/adapters/start-relay.ts";
import { openEntrance, type UpgradeRoute } from "../../src/sockets/entrance.ts";

export interface InstanceOptions {
  readonly engine?: EngineOptions;
  readonly limits?: Partial<RelayLimits>;
  readonly secret?: string;
  readonly secretBefore?: string;
  readonly routes?: readonly UpgradeRoute[];
}

const PLENTY = { inAll: 10_000, perAddress: 10_000 };
const trusted = trustedProxies("loopback");

export async function startInstance(natsUrl: string, options: InstanceOptions = {}) {
  const nats = await connect({
    servers: natsUrl,
    reconnectTimeWait: 100,
    maxReconnectAttempts: -1,
  });
  const relay = await startRelay({
    nats,
    secret: options.secret ?? "a secret of at least thirty-two characters",
    secretBefore: options.secretBefore,
    engine: {
      transports: ["websocket", "polling"],
      perMessageDeflate: false,
      maxHttpBufferSize: 512 * 1024,
      pingInterval: 5000,
      pingTimeout: 4000,
      ...options.engine,
    },
    limits: { polls: PLENTY, tunnels: PLENTY, tunnelBufferBytes: 4_194_304, ...options.limits },
    addressOf: ({ socket, headers }) =>
      clientAddress(socket.remoteAddress ?? "", String(headers["x-forwarded-for"] ?? ""), trusted),
    log: createLog("gateway", "relay-test", process.env["LOG_LEVEL"] ?? "silent"),
  });
  const server = new Server({ serveClient: false });
  server.bind(relay.engine);
  server.on("connection", echo);
  const http = createServer((_, response) => response.writeHead(404).end("the API"));
  openEntrance(http, relay, options.routes);
  await listening(http);
  const { port } = http.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    http,
    nats,
    relay,
    server,
    stop: async () => {
      await relay.release();
      await server.close();
      relay.stop();
      http.closeAllConnections();
      http.close();
      await nats.drain();
    },
  };
}

export type Instance = Awaited<ReturnType<typeof startInstance>>;

function echo(socket: Socket): void {
  socket.on("echo", (payload: unknown, acknowledge: (payload: unknown) => void) =>
    acknowledge(payload),
  );
  socket.on("burst", (count: number) => {
    for (let n = 0; n < count; n++) socket.emit("burst", n);
  });
  socket.on("collect", (bytes: number) => socket.emit("collected", "x".repeat(bytes)));
  socket.conn.on("leaving", () => socket.emit("leaving"));
  socket.on("leave", () => socket.disconnect(true));
}

const listening = (http: HttpServer) =>
  new Promise<void>((done) => http.listen(0, "127.0.0.1", done));

/** Who may come in by Socket.IO, and what each kind of client is served. */
import type { NatsConnection } from "@nats-io/transport-node";
import { admitSocket } from "./accounts/app/admit-socket.ts";
import { LiveFeed } from "./live/adapters/live-feed.ts";
import { Screens } from "./live/adapters/screens.ts";
import type { Parts } from "./open-parts.ts";
import { serveAgent } from "./sockets/agent.gateway.ts";
import { onceProved } from "./sockets/keyed-agent.gateway.ts";
import { closeIfRevoked, serveRefresh } from "./sockets/keep-signed-in.ts";
import { servePrintingNamespace } from "./sockets/printing-server.ts";
import type { PrintingServer } from "./sockets/printing-socket.ts";
import { serveWebClient } from "./sockets/web-client.gateway.ts";

export function serveSockets(server: PrintingServer, parts: Parts, nats: NatsConnection): LiveFeed {
  const { reader, resumes, flow, log, now } = parts;
  const namespace = servePrintingNamespace(server, {
    admit: (auth) => admitSocket(parts, auth),
    prepareUser: (socket, user, auth) => resumes.prepare(socket, user, auth),
    serveUser: (socket, user) => {
      serveWebClient(parts, socket, user);
      serveRefresh(parts, socket, user);
      closeIfRevoked(parts, socket);
      void screens.follow(socket, resumes.of(socket));
    },
    serveAgent: (socket, agent) => {
      onceProved(parts, socket, agent, () => serveAgent(parts, socket, agent));
      closeIfRevoked(parts, socket);
    },
    log,
  });
  const feed = new LiveFeed({ nats, reader, namespace, now, log });
  const screens = new Screens({ feed, namespace, flow, log });
  return feed;
}

/** Who may come in by Socket.IO, and what each kind of client is served. */
import {
  AVAILABILITY_NAMESPACE,
  ORDERS_NAMESPACE,
  PRINTING_NAMESPACE,
} from "@printermaster/contracts";
import type { NatsConnection } from "@nats-io/transport-node";
import { admitSocket } from "./accounts/app/admit-socket.ts";
import { admitPerson } from "./shop/app/admit-person.ts";
import { audienceOf, viewerOf } from "./live/adapters/audience.ts";
import { LiveFeed } from "./live/adapters/live-feed.ts";
import { Resumes } from "./live/adapters/resumes.ts";
import { Screens } from "./live/adapters/screens.ts";
import { availabilityView, ordersView, printingView, type View } from "./live/domain/view.ts";
import type { Parts } from "./open-parts.ts";
import { serveAgent } from "./sockets/agent.gateway.ts";
import { onceProved } from "./sockets/keyed-agent.gateway.ts";
import { serveAvailability } from "./sockets/availability.gateway.ts";
import { closeIfRevoked, serveRefresh } from "./sockets/keep-signed-in.ts";
import { serveOrders } from "./sockets/orders.gateway.ts";
import { serveNamespace, type NamespaceDeps } from "./sockets/printing-server.ts";
import type { PrintingServer } from "./sockets/printing-socket.ts";
import { serveWebClient } from "./sockets/web-client.gateway.ts";

/** Returns how to stop listening for all of them. */
export function serveSockets(
  server: PrintingServer,
  parts: Parts,
  nats: NatsConnection,
): () => void {
  const admit: NamespaceDeps["admit"] = (auth) => admitSocket(parts, auth);
  const feeds = [
    openScreens(server, parts, nats, PRINTING_NAMESPACE, printingView(), {
      admit,
      serveUser: (socket, user) => serveWebClient(parts, socket, user),
      serveAgent: (socket, agent) => {
        onceProved(parts, socket, agent, () => serveAgent(parts, socket, agent));
        closeIfRevoked(parts, socket);
      },
    }),
    openScreens(server, parts, nats, ORDERS_NAMESPACE, ordersView, {
      admit: (auth) => admitPerson(admit, auth),
      serveUser: (socket, user) => serveOrders(parts, socket, user),
    }),
    openScreens(server, parts, nats, AVAILABILITY_NAMESPACE, availabilityView, {
      admit: (auth) => admitPerson(admit, auth),
      serveUser: (socket, user) => serveAvailability(parts, socket, user),
    }),
  ];
  return () => feeds.forEach((feed) => feed.stop());
}

type Served = Pick<NamespaceDeps, "admit" | "serveUser"> & Partial<NamespaceDeps>;

function openScreens(
  server: PrintingServer,
  parts: Parts,
  nats: NatsConnection,
  name: string,
  view: View,
  served: Served,
): LiveFeed {
  const { reader, sessionIds, flow, log, now } = parts;
  const resumes = new Resumes(sessionIds, view.logs);
  const namespace = serveNamespace(server, name, {
    serveAgent: (socket) => void socket.disconnect(),
    log,
    ...served,
    prepareUser: (socket, user, auth) => resumes.prepare(socket, user, auth),
    serveUser: (socket, user) => {
      served.serveUser(socket, user);
      serveRefresh(parts, socket, user);
      closeIfRevoked(parts, socket);
      void screens.follow(viewerOf(socket), resumes.of(socket));
    },
  });
  const audience = audienceOf(namespace);
  const feed = new LiveFeed({ nats, reader, view, audience, now, log });
  const screens = new Screens({ feed, audience, flow, log });
  return feed;
}

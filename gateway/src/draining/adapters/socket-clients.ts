/** The clients that would lose their connection with this instance, and the door by which new ones come in. */
import type { IncomingMessage, ServerResponse } from "node:http";
import { NAMESPACES, serverEvents, type ServerDraining } from "@printermaster/contracts";
import type { ServerOptions } from "socket.io";
import type { Hanging, Relay } from "../../relay/adapters/start-relay.ts";
import type { PrintingServer, PrintingSocket } from "../../sockets/printing-socket.ts";
import type { Clients, Movable } from "../app/drain.ts";

export interface Door {
  close(): void;
  /** For handshakes only: engine.io asks it about nothing else. */
  readonly allowRequest: NonNullable<ServerOptions["allowRequest"]>;
}

/** A closed door answers 503, which every client takes for a reason to try again; a refusal by middleware it would not. */
export function openDoor(): Door {
  let open = true;
  return {
    close: () => void (open = false),
    allowRequest: (request, decide) => (open ? decide(null, true) : refuse(request)),
  };
}

// engine.io itself can say only 400 and 403; a request that it is never told about again leaves nothing behind.
function refuse(request: IncomingMessage & { res?: ServerResponse }): void {
  const { res, socket } = request;
  if (res) res.writeHead(503, { "retry-after": "1", connection: "close" }).end();
  else
    socket.end("HTTP/1.1 503 Service Unavailable\r\nRetry-After: 1\r\nConnection: close\r\n\r\n");
}

export function socketClients(
  server: PrintingServer,
  door: Door,
  relay: Pick<Relay, "hanging">,
): Clients {
  const told = new WeakSet<PrintingSocket | Hanging>();
  const once = <T extends PrintingSocket | Hanging>(
    all: readonly T[],
    tell: (one: T, withinMs: number) => void,
  ): Movable[] =>
    all
      .filter((one) => !told.has(one))
      .map((one) => ({ tellToMove: (withinMs) => (told.add(one), tell(one, withinMs)) }));
  return {
    refuseNew: () => door.close(),
    untold: () => [
      ...once(socketsHere(server), (socket, withinMs) => {
        const notice: ServerDraining = { withinMs };
        socket.emit(serverEvents.draining, notice);
      }),
      ...once(relay.hanging(), (client) => client.leave()),
    ],
    connections: () => [...connectionsHere(server), ...relay.hanging()],
  };
}

/** Of this instance only: another one's are none of our business. */
const socketsHere = (server: PrintingServer): PrintingSocket[] =>
  NAMESPACES.flatMap((name) => [...server.of(name).sockets.values()]);

// On the level of the engine: after Socket.IO's own disconnect, clients would not come back by themselves.
function connectionsHere(server: PrintingServer): Connection[] {
  const { clients } = server.engine as unknown as { clients: Record<string, Connection> };
  return Object.values(clients).filter(({ readyState }) => readyState === "open");
}

interface Connection {
  readonly readyState: string;
  close(): void;
}

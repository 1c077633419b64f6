/** The clients of a Socket.IO server on this instance, and the door by which new ones come in. */
import type { IncomingMessage, ServerResponse } from "node:http";
import { NAMESPACES, serverEvents, type ServerDraining } from "@printermaster/contracts";
import type { ServerOptions } from "socket.io";
import type { PrintingServer, PrintingSocket } from "../../sockets/printing-socket.ts";
import type { Clients } from "../app/drain.ts";

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

export function socketClients(server: PrintingServer, door: Door): Clients {
  const sockets = () => NAMESPACES.flatMap((name) => [...server.of(name).sockets.values()]);
  const told = new WeakSet<PrintingSocket>();
  return {
    refuseNew: () => door.close(),
    // Of this instance only: another one's are none of our business.
    untold: () =>
      sockets()
        .filter((socket) => !told.has(socket))
        .map((socket) => ({
          tellToMove(withinMs) {
            const notice: ServerDraining = { withinMs };
            told.add(socket);
            socket.emit(serverEvents.draining, notice);
          },
        })),
    // On the level of the engine: after Socket.IO's own disconnect, clients would not come back by themselves.
    connections: () => {
      const { clients } = server.engine as unknown as { clients: Record<string, Connection> };
      return Object.values(clients).filter(({ readyState }) => readyState === "open");
    },
  };
}

interface Connection {
  readonly readyState: string;
  close(): void;
}

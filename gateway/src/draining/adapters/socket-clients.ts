/** The clients of a Socket.IO server on this instance, and the door by which new ones come in. */
import type { IncomingMessage } from "node:http";
import {
  NAMESPACES,
  refusal,
  serverEvents,
  type Refusal,
  type ServerDraining,
} from "@printermaster/contracts";
import type { ServerOptions } from "socket.io";
import { refuseHandshake } from "../../guarding/adapters/refuse-handshake.ts";
import type { PrintingServer, PrintingSocket } from "../../sockets/printing-socket.ts";
import type { Clients } from "../app/drain.ts";

export interface Door {
  close(): void;
  /** Why this client may not come in now. */
  readonly refusalOf: (request: IncomingMessage) => Refusal | undefined;
  /** For handshakes only: engine.io asks it about nothing else. */
  readonly allowRequest: NonNullable<ServerOptions["allowRequest"]>;
}

/** A closed door answers 503, which every client takes for a reason to try again; a refusal by middleware it would not. */
export function openDoor(
  guarded: (request: IncomingMessage) => Refusal | undefined = () => undefined,
): Door {
  let open = true;
  const refusalOf = (request: IncomingMessage) =>
    open ? guarded(request) : refusal("overloaded", { retryAfterSeconds: 1 });
  return {
    close: () => void (open = false),
    refusalOf,
    allowRequest(request, decide) {
      const refused = refusalOf(request);
      if (refused) refuseHandshake(request, refused);
      else decide(null, true);
    },
  };
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

/** The clients that would lose their connection with this instance, and the door by which new ones come in. */
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
import type { Hanging, Relay } from "../../relay/adapters/start-relay.ts";
import type { PrintingServer, PrintingSocket } from "../../sockets/printing-socket.ts";
import type { Clients, Movable } from "../app/drain.ts";

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

import type { DefaultEventsMap, Namespace, Server, Socket } from "socket.io";
import type { Principal } from "../domain/principal.ts";

/** Filled by the admission, before any handler exists. */
export interface SocketData {
  principal: Principal;
}

type Events = DefaultEventsMap;
export type PrintingServer = Server<Events, Events, Events, SocketData>;
export type PrintingNamespace = Namespace<Events, Events, Events, SocketData>;
export type PrintingSocket = Socket<Events, Events, Events, SocketData>;

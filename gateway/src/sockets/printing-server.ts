/** Our Socket.IO server, and how anybody comes into one of its namespaces. */
import { refusal, type Answer, type Refusal } from "@printermaster/contracts";
import type { Log } from "@printermaster/runtime";
import { Server, type ServerOptions } from "socket.io";
import { refusalOf } from "../domain/fault.ts";
import type { AgentPrincipal, Principal, UserPrincipal } from "../domain/principal.ts";
import { FairWebSockets } from "./fair-websockets.ts";
import type { PrintingNamespace, PrintingServer, PrintingSocket } from "./printing-socket.ts";

export interface NamespaceDeps {
  readonly admit: (auth: Readonly<Record<string, unknown>>) => Promise<Answer<Principal>>;
  /** Before the socket is connected. What a handshake brought is gone afterwards. */
  readonly prepareUser: (
    socket: PrintingSocket,
    user: UserPrincipal,
    auth: Readonly<Record<string, unknown>>,
  ) => void;
  readonly serveUser: (socket: PrintingSocket, user: UserPrincipal) => void;
  readonly serveAgent: (socket: PrintingSocket, agent: AgentPrincipal) => void;
  readonly log: Log;
}

const NAMESPACE_WITHIN_MS = 10_000;

export const engineOptions = {
  transports: ["websocket", "polling"],
  perMessageDeflate: false,
  wsEngine: FairWebSockets,
  // A document of 256 KB and what surrounds it.
  maxHttpBufferSize: 512 * 1024,
  // Who is silent for longer than both together is gone: 15 s are promised.
  pingInterval: 10_000,
  pingTimeout: 4_000,
} satisfies Partial<ServerOptions>;

export function openPrintingServer(engine: Parameters<Server["bind"]>[0]): PrintingServer {
  const server: PrintingServer = new Server({
    serveClient: false,
    connectTimeout: NAMESPACE_WITHIN_MS,
  });
  server.bind(engine);
  serveNobodyAtMain(server);
  return server;
}

/** A client of socket.io 2 is there before it asks for a namespace: it gets as long for that as others. */
function serveNobodyAtMain(server: PrintingServer): void {
  const main = server.of("/");
  main.use(({ conn }, next) =>
    next(conn.protocol === 3 ? undefined : refusedConnection(refusal("unknown-route"))),
  );
  main.on("connection", (socket) => {
    forgetHandshake(socket);
    const { sockets } = socket.client as unknown as {
      readonly sockets: ReadonlyMap<string, unknown>;
    };
    const leave = () => sockets.size === 1 && socket.disconnect(true);
    const timer = setTimeout(leave, NAMESPACE_WITHIN_MS).unref();
    socket.once("disconnect", () => clearTimeout(timer));
  });
}

export function serveNamespace(
  server: PrintingServer,
  name: string,
  deps: NamespaceDeps,
): PrintingNamespace {
  const { serveUser, serveAgent } = deps;
  const namespace = server.of(name);
  namespace.use((socket, next) => {
    void admission(deps, socket).then((error) => next(error));
  });
  namespace.on("connection", (socket) => {
    const { principal } = socket.data;
    if (principal.kind === "user") serveUser(socket, principal);
    else serveAgent(socket, principal);
  });
  return namespace;
}

async function admission(
  { admit, prepareUser, log }: NamespaceDeps,
  socket: PrintingSocket,
): Promise<Error | undefined> {
  const { handshake } = socket;
  try {
    const admitted = await admit(handshake.auth);
    if (!admitted.ok) log.info({ event: "socket-refused", code: admitted.error.code }, "refused");
    if (!admitted.ok) return refusedConnection(admitted.error);
    const principal = admitted.value;
    socket.data.principal = principal;
    if (principal.kind === "user") prepareUser(socket, principal, handshake.auth);
    return undefined;
  } catch (error) {
    log.error({ event: "socket-refused", err: error }, "the handshake failed");
    return refusedConnection(refusalOf(error));
  } finally {
    forgetHandshake(socket);
  }
}

const NOTHING = Object.freeze({});

/** A credential must not lie in memory for as long as the connection lasts, nor the request of each of ten thousand agents. */
function forgetHandshake({ handshake, conn }: PrintingSocket): void {
  handshake.auth = NOTHING;
  handshake.headers = NOTHING;
  handshake.query = NOTHING;
  // As Socket.IO's page on memory has it; only the handshakes of further namespaces would read it.
  (conn as { request: unknown }).request = null;
}

const refusedConnection = (data: Refusal): Error => Object.assign(new Error(data.code), { data });

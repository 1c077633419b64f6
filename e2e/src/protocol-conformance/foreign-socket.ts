/** Clients of other years: socket.io-client 2 speaks Engine.IO 3 and carries its credentials in the address, 3 speaks as today's. */
import { createRequire } from "node:module";
import type { Socket } from "socket.io-client";

/** Of today's type as far as it is used here. */
type Open = (url: string, options: object) => Socket;

export interface ForeignLibrary {
  readonly name: string;
  readonly open: (url: string, credentials: object, transports: readonly string[]) => Socket;
  /** The event of a refused handshake, and the refusal in what comes with it. */
  readonly refusedBy: string;
  readonly codeOf: (told: never) => unknown;
}

const load = createRequire(import.meta.url);
const { io: open3 } = load("socket.io-client-3") as { readonly io: Open };
const open2 = load("socket.io-client-2") as Open;

export const foreignLibraries: readonly ForeignLibrary[] = [
  {
    name: "socket.io-client 3.1",
    open: (url, auth, transports) => open3(url, { auth, transports, forceNew: true }),
    refusedBy: "connect_error",
    codeOf: ({ data }: { readonly data?: { readonly code?: string } }) => data?.code,
  },
  {
    name: "socket.io-client 2.5",
    open: (url, query, transports) => open2(url, { query, transports, forceNew: true }),
    refusedBy: "error",
    codeOf: ({ code }: { readonly code?: string }) => code,
  },
];

export const asked = (socket: Socket, event: string, payload: unknown): Promise<unknown> =>
  new Promise((answered) => socket.emit(event, payload, answered));

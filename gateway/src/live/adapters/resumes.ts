/** Reads from a handshake where its client left off, and gives the socket the session id that it keeps for the next time. */
import type { Socket } from "socket.io";
import type { UserPrincipal } from "../../domain/principal.ts";
import { parseOffset, type LogName } from "../domain/offset.ts";
import { roomOf } from "../domain/rooms.ts";
import type { Resume } from "./catch-up.ts";
import type { SessionIds } from "./screen-sessions.ts";

type Auth = Readonly<Record<string, unknown>>;

export class Resumes {
  readonly #ids: SessionIds;
  readonly #logs: readonly LogName[];
  readonly #asked = new WeakMap<Socket, Resume | "unknown">();

  constructor(ids: SessionIds, logs: readonly LogName[]) {
    this.#ids = ids;
    this.#logs = logs;
  }

  prepare(socket: Socket, user: UserPrincipal, { pid, offset }: Auth): void {
    const rooms = user.branches.map(({ id }) => roomOf(user.company, id));
    const session = typeof pid === "string" ? this.#ids.read(pid) : undefined;
    const own = session?.sub === user.id ? session : undefined;
    const from = typeof offset === "string" ? parseOffset(offset, this.#logs) : undefined;
    if (own && from) this.#asked.set(socket, { rooms: new Set(own.rooms), offset: from });
    else if (pid !== undefined) this.#asked.set(socket, "unknown");
    giveSessionId(socket, this.#ids.renewed(own, user.id, rooms));
  }

  of(socket: Socket): Resume | "unknown" | undefined {
    return this.#asked.get(socket);
  }
}

/**
 * A private field of the library, sent with the answer to a CONNECT: its own recovery fills it, which is off here, as it
 * keeps sessions in memory and sends every emission through the cluster.
 */
function giveSessionId(socket: Socket, pid: string): void {
  (socket as unknown as { pid: string }).pid = pid;
}
